import { fileURLToPath } from "node:url";
import { workerData } from "node:worker_threads";
import { type NetworkTrainer, openTrainer } from "@weightcast/networks";
import workerpool from "workerpool";
import type { ImageDataSet } from "../images/images.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import type { Population } from "../population/population.js";
import type { TrainedNetwork } from "./checkpoint.js";
import type { PopulationTrainer } from "./population-trainer.js";
import {
  gatherCheckpoints,
  type LoadedImages,
  loadTrainingMemory,
  trainCheckpoints,
} from "./train-checkpoints.js";

/** The data that each worker gets: the memory is shared, the rest is copied. */
interface WorkerData {
  readonly images: LoadedImages;
  readonly population: Population;
}

/** The worker's file, beside the built code of this package or of the program that bundles it. */
const WORKER_FILE = "./network-worker.js";

/** Trains with a number of threads, which share the images. */
export async function startWorkerTrainer(
  population: Population,
  images: ImageDataSet,
  workers: number,
): Promise<PopulationTrainer> {
  const loaded = await loadTrainingMemory(population.space, images, workers, true);
  const data: WorkerData = { images: loaded, population };
  const pool = workerpool.pool(fileURLToPath(new URL(WORKER_FILE, import.meta.url)), {
    workerType: "thread",
    maxWorkers: workers,
    workerThreadOpts: { workerData: data },
  });
  /**
   * Each network in training uses the trainer of the memory with its own number, whichever worker runs it.
   */
  const idle = Array.from({ length: workers }, (_, index) => index);
  let stopped = false;
  return {
    architecture: loaded.memory.architecture,
    lanes: workers,
    async train(network, onSamples) {
      if (stopped) throw new Error("the training was stopped");
      const index = idle.pop();
      if (index === undefined) throw new RangeError("more networks than lanes at a time");
      try {
        return (await pool.exec("train", [network, index], { on: onSamples })) as TrainedNetwork;
      } finally {
        idle.push(index);
      }
    },
    async stop() {
      stopped = true;
      await pool.terminate(true);
    },
  };
}

/**
 * Trains the networks that this worker thread is sent. The file `network-worker.js` of this package calls it; a program that bundles the package needs a
 * file of this name that does the same, beside its bundle.
 */
export function serveTraining(): void {
  const { images, population } = workerData as WorkerData;
  const trainers = new Map<number, Promise<NetworkTrainer>>();
  const trainerOf = (index: number) => {
    const trainer = trainers.get(index) ?? openTrainer(images.memory, index);
    trainers.set(index, trainer);
    return trainer;
  };
  const train = async (network: PlannedNetwork, index: number) => {
    const trainer = await trainerOf(index);
    const checkpoints = trainCheckpoints(trainer, images, population, network, (samples) =>
      workerpool.workerEmit(samples),
    );
    const trained: TrainedNetwork = { ...network, ...(await gatherCheckpoints(checkpoints)) };
    return new workerpool.Transfer(trained, [trained.weights.buffer]);
  };
  workerpool.worker({ train });
}
