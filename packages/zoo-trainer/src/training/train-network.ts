import type { WorkOptions } from "@weightcast/core";
import { openTrainer } from "@weightcast/networks";
import { takeTurns } from "@weightcast/runtime";
import type { ImageDataSet } from "../images/images.js";
import { type MeasureName, measuresNamed } from "../measures/measures.js";
import { DEFAULT_HYPERPARAMETERS, type Hyperparameters } from "../population/hyperparameters.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import { BATCH, checkImages, checkNetwork, subsetSize } from "../population/population.js";
import type { Checkpoint } from "./checkpoint.js";
import { loadTrainingMemory, type TrainingPlan, trainCheckpoints } from "./train-checkpoints.js";

/** Options of `trainNetwork`. */
export interface TrainNetworkOptions extends WorkOptions {
  /** The images to train on, at least 512 after `train_fraction`, and those to test on. */
  readonly images: ImageDataSet;
  /** The hyperparameters; by default those of DEFAULT_HYPERPARAMETERS. */
  readonly hyperparameters?: Partial<Hyperparameters> | undefined;
  /** How often the network sees the training images. */
  readonly epochs: number;
  /** There is a checkpoint at epochs 0 to 3, at each multiple of this, and at the end; 20 by default. */
  readonly epochsBetweenCheckpoints?: number | undefined;
  /** Decides all random draws, together with `network`; 0 by default. */
  readonly seed?: number | undefined;
  /** The number of the network in its population; 0 by default. */
  readonly network?: number | undefined;
  /** The measures of each checkpoint beyond accuracies and losses, see MEASURES; none by default. */
  readonly measures?: readonly MeasureName[] | undefined;
}

/**
 * Trains one network on this thread, as far as the caller iterates, and yields it at each step at which the Small CNN Zoo has checkpoints: before the
 * first epoch, after it, and so on. Other events are handled about every 50 ms. A network of a zoo is trained by the same code: with its
 * hyperparameters, seed and number the checkpoints have the same bits, in Node and in browsers.
 *
 * Where the loss becomes NaN or infinite the iteration ends early. The progress counts samples trained on.
 *
 * @throws UsageError where an option is out of range or does not fit the images
 * @throws CancelledError once `signal` is aborted
 */
export async function* trainNetwork(options: TrainNetworkOptions): AsyncGenerator<Checkpoint, void> {
  const { hyperparameters, network, plan } = checkedTraining(options);
  const { images, onProgress, signal } = options;
  const loaded = await loadTrainingMemory(hyperparameters, images);
  const trainer = await openTrainer(loaded.memory, 0);
  const takeTurn = takeTurns(signal, "the training");
  const subset = subsetSize(loaded.train, hyperparameters.train_fraction);
  const total = plan.epochs * Math.floor(subset / BATCH) * BATCH;
  let done = 0;
  await takeTurn();
  yield* trainCheckpoints(trainer, loaded, plan, { network, hyperparameters }, async (samples) => {
    done += samples;
    onProgress?.({ stage: "train", done, total, unit: "samples" });
    await takeTurn();
  });
}

/** A network to train and how, every option being in range. */
interface CheckedTraining extends PlannedNetwork {
  readonly plan: TrainingPlan;
}

/**
 * Puts defaults in the place of options that are left out.
 *
 * @throws UsageError where an option is out of range or does not fit the images
 */
export function checkedTraining(options: TrainNetworkOptions): CheckedTraining {
  const { images, epochs, epochsBetweenCheckpoints = 20, seed = 0, network = 0 } = options;
  const hyperparameters = { ...DEFAULT_HYPERPARAMETERS, ...options.hyperparameters };
  const measures = measuresNamed(options.measures ?? []);
  checkNetwork({ epochs, epochsBetweenCheckpoints, seed, network, measures, hyperparameters });
  checkImages(hyperparameters, images);
  const plan = { epochs, epochs_between_checkpoints: epochsBetweenCheckpoints, seed, measures };
  return { hyperparameters, network, plan };
}
