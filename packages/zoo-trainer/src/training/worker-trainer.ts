import { fileURLToPath } from "node:url";
import { workerData } from "node:worker_threads";
import { layoutOf, type NetworkTrainer, openTrainer, type TrainingMemory } from "@weightcast/networks";
import workerpool from "workerpool";
import type { ImageDataSet } from "../images/images.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import type { Population } from "../population/population.js";
import type { PopulationTrainer } from "./population-trainer.js";
import { loadTrainingMemory, type SampleCounts, trainNetwork } from "./train-network.js";
import type { TrainedNetwork } from "./trained-network.js";

/** The data that each worker gets: the memory is shared, the rest is copied. */
interface WorkerData {
  readonly memory: TrainingMemory;
  readonly population: Population;
  readonly counts: SampleCounts;
}

/** The worker's file, beside the built code of this package or of the program that bundles it. */
const WORKER_FILE = "./network-worker.js";

/** Trains with a number of threads, which share the images. */
export async function startWorkerTrainer(
  population: Population,
  images: ImageDataSet,
  workers: number,
): Promise<PopulationTrainer> {
  const memory = await loadTrainingMemory(population, images, workers, true);
  const counts = { train: images.train.count, test: images.test.count };
  const data: WorkerData = { memory, population, counts };
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
    layout: layoutOf(memory.architecture),
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
  const { memory, population, counts } = workerData as WorkerData;
  const trainers = new Map<number, Promise<NetworkTrainer>>();
  const trainerOf = (index: number) => {
    const trainer = trainers.get(index) ?? openTrainer(memory, index);
    trainers.set(index, trainer);
    return trainer;
  };
  const train = async (network: PlannedNetwork, index: number) => {
    const trained = await trainNetwork(await trainerOf(index), population, counts, network, (samples) =>
      workerpool.workerEmit(samples),
    );
    return new workerpool.Transfer(trained, [trained.weights.buffer]);
  };
  workerpool.worker({ train });
}
