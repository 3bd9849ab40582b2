import { startLocalTrainer } from "./local-trainer.js";
import { type TrainingOptions, type TrainingSummary, trainPopulation } from "./train-population.js";
import { startWorkerTrainer } from "./worker-trainer.js";

export interface TrainZooOptions extends TrainingOptions {
  /** Networks that train at the same time, each on a thread of its own; 1, on the calling thread, by default. */
  readonly workers?: number | undefined;
}

/**
 * Trains a population and writes it to a folder as a zoo. Each network that is finished outlasts a crash, and the same call goes on after
 * one; the zoo is the same, byte for byte, whatever the interruptions and the workers.
 *
 * @throws UsageError where the population makes no sense or does not fit the images, the folder was begun with another, or another
 * process is at work in it
 * @throws OutputExistsError where the folder holds something else
 * @throws InputError where what an earlier call left is damaged
 * @throws CancelledError once `signal` is aborted
 * @throws RangeError where `workers` is not a whole number above 0
 */
export async function trainZoo({ workers = 1, ...options }: TrainZooOptions): Promise<TrainingSummary> {
  if (!(Number.isInteger(workers) && workers > 0)) throw new RangeError(`${workers} workers were asked for`);
  const { population } = options;
  return trainPopulation({
    ...options,
    startTrainer: (images) =>
      workers === 1 ? startLocalTrainer(population, images) : startWorkerTrainer(population, images, workers),
  });
}
