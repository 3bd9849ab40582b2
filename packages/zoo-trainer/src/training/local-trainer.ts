import { openTrainer } from "@weightcast/networks";
import { takeTurns } from "@weightcast/runtime";
import type { ImageDataSet } from "../images/images.js";
import type { Population } from "../population/population.js";
import type { PopulationTrainer } from "./population-trainer.js";
import { gatherCheckpoints, loadTrainingMemory, trainCheckpoints } from "./train-checkpoints.js";

/** Trains on this thread, one network at a time; other work can run between batches. */
export async function startLocalTrainer(
  population: Population,
  images: ImageDataSet,
): Promise<PopulationTrainer> {
  const loaded = await loadTrainingMemory(population.space, images);
  const trainer = await openTrainer(loaded.memory, 0);
  let stopped = false;
  return {
    architecture: loaded.memory.architecture,
    lanes: 1,
    async train(network, onSamples) {
      const takeTurn = takeTurns();
      const checkpoints = trainCheckpoints(trainer, loaded, population, network, async (samples) => {
        onSamples(samples);
        await takeTurn();
        if (stopped) throw new Error("the training was stopped");
      });
      return { ...network, ...(await gatherCheckpoints(checkpoints)) };
    },
    async stop() {
      stopped = true;
    },
  };
}
