import { setImmediate } from "node:timers/promises";
import { layoutOf, openTrainer } from "@weightcast/networks";
import type { ImageDataSet } from "../images/images.js";
import type { Population } from "../population/population.js";
import type { PopulationTrainer } from "./population-trainer.js";
import { loadTrainingMemory, trainNetwork } from "./train-network.js";

/** Trains on this thread, one network at a time; other work can run between batches. */
export async function startLocalTrainer(
  population: Population,
  images: ImageDataSet,
): Promise<PopulationTrainer> {
  const memory = await loadTrainingMemory(population, images);
  const trainer = await openTrainer(memory, 0);
  const counts = { train: images.train.count, test: images.test.count };
  let stopped = false;
  return {
    layout: layoutOf(memory.architecture),
    lanes: 1,
    train: (network, onSamples) =>
      trainNetwork(trainer, population, counts, network, async (samples) => {
        onSamples(samples);
        await setImmediate();
        if (stopped) throw new Error("the training was stopped");
      }),
    async stop() {
      stopped = true;
    },
  };
}
