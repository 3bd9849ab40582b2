import type { ImageDataSet } from "../images/images.js";
import type { Population } from "../population/population.js";
import { startLocalTrainer } from "./local-trainer.js";
import { type TrainingOptions, trainPopulation } from "./train-population.js";
import { startWorkerTrainer } from "./worker-trainer.js";
import { ZooTraining } from "./zoo-training.js";

/** Options of `trainZoo`. */
export interface TrainZooOptions extends TrainingOptions {
  /** The number of networks that train at the same time, each on its own thread. The default is 1, which trains on the calling thread. */
  readonly workers?: number | undefined;
}

/**
 * Trains a population of networks and writes it to a folder as a zoo. The training is an async iterator of the checkpoints of each network, which it
 * yields once the network is stored; `await trainZoo(options).finish()` trains to the end. Finished networks are kept when the training is interrupted,
 * and the same call continues it, with the networks that are not finished. The zoo is the same, byte for byte, for any interruptions and any number of
 * workers.
 *
 * What it throws, once the iteration or `finish` is awaited:
 *
 * @throws UsageError where a setting of the population is out of range or does not fit the images, or the folder has the training of another population
 * @throws TemporaryError where another process is working in the folder, or the images cannot be downloaded at the moment
 * @throws OutputExistsError where the folder has other content than a training
 * @throws InputError where a file of an earlier call is damaged
 * @throws CancelledError once `signal` is aborted
 * @throws RangeError at once, where `workers` is not a whole number above 0
 */
export function trainZoo({ workers = 1, ...options }: TrainZooOptions): ZooTraining {
  if (!(Number.isInteger(workers) && workers > 0))
    throw new RangeError(`the number of workers must be a whole number above 0, not ${workers}`);
  const startTrainer = (images: ImageDataSet, population: Population) =>
    workers === 1 ? startLocalTrainer(population, images) : startWorkerTrainer(population, images, workers);
  return new ZooTraining((work) => trainPopulation({ ...options, ...work, startTrainer }), options.signal);
}
