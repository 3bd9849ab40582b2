import {
  createTrainingMemory,
  loadSamples,
  type NetworkTrainer,
  type TrainingMemory,
} from "@weightcast/networks";
import type { ImageDataSet } from "../images/images.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import { architectureOf, BATCH, type Population, subsetSize } from "../population/population.js";
import { checkpointSteps, reducedLearningRate } from "../population/schedule.js";
import type { CheckpointMetrics, TrainedNetwork } from "./trained-network.js";

/** The numbers of images in a training memory: first the training images, then the test images. */
export interface SampleCounts {
  readonly train: number;
  readonly test: number;
}

/**
 * Makes a memory with the images of a data set for a number of simultaneous networks. If the memory is
 * shared, workers can use it.
 *
 * @throws UsageError where the population's layers leave no pixel of an image, or the platform does not grant
 * the memory
 */
export async function loadTrainingMemory(
  { space }: Population,
  images: ImageDataSet,
  trainers = 1,
  shared = false,
): Promise<TrainingMemory> {
  const { train, test } = images;
  const architecture = architectureOf(space, images);
  const samples = train.count + test.count;
  const pixels = train.pixels instanceof Float32Array ? "f32" : "u8";
  const memory = await createTrainingMemory({
    architecture,
    samples,
    batchSize: BATCH,
    pixels,
    trainers,
    shared,
  });
  loadSamples(memory, 0, train.pixels, train.labels);
  loadSamples(memory, train.count, test.pixels, test.labels);
  return memory;
}

/**
 * Trains one network of a population. The result depends only on the population, the images and the planned
 * network. If the loss becomes NaN or infinite, the training ends with the checkpoints so far.
 *
 * @param trainer on a memory of `loadTrainingMemory`
 * @param onSamples told now and then of how many more samples were trained on, and awaited: here other work
 * gets its turn, and what it throws ends the training
 */
export async function trainNetwork(
  trainer: NetworkTrainer,
  population: Population,
  { train, test }: SampleCounts,
  planned: PlannedNetwork,
  onSamples?: (samples: number) => void | Promise<void>,
): Promise<TrainedNetwork> {
  const { epochs, epochs_between_checkpoints, seed, space } = population;
  const { network, hyperparameters } = planned;
  const { activation, dropout, init_std, l2reg, learning_rate, optimizer, train_fraction, w_init } =
    hyperparameters;
  trainer.start({
    hyperparameters: {
      activation,
      dropout,
      initStd: init_std,
      l2reg,
      learningRate: learning_rate,
      optimizer,
      wInit: w_init,
    },
    seed,
    network,
    training: { first: 0, count: train, subset: subsetSize(train, train_fraction) },
    batchSize: BATCH,
  });
  const rateOf = (epoch: number) =>
    space.reduce_learningrate === true ? reducedLearningRate(learning_rate, epoch, epochs) : learning_rate;
  const checkpoints: CheckpointMetrics[] = [];
  const weights: Float32Array[] = [];
  let epoch = 0;
  for (const step of checkpointSteps(epochs, epochs_between_checkpoints)) {
    let broken = false;
    for (; epoch < step && !broken; epoch++) {
      broken = !(await trainEpoch(trainer, rateOf(epoch), onSamples));
    }
    if (broken) break;
    const tested = trainer.evaluate(train, test);
    const trained = trainer.evaluateTraining();
    if (Number.isNaN(tested.loss + trained.loss)) break;
    checkpoints.push({
      step,
      testAccuracy: tested.accuracy,
      testLoss: tested.loss,
      trainAccuracy: trained.accuracy,
      trainLoss: trained.loss,
    });
    weights.push(trainer.weights());
  }
  return { network, hyperparameters, checkpoints, weights: concatenate(weights) };
}

/** Trains one epoch. Returns whether the loss stayed finite. */
async function trainEpoch(
  trainer: NetworkTrainer,
  learningRate: number,
  onSamples: ((samples: number) => void | Promise<void>) | undefined,
): Promise<boolean> {
  let before = 0;
  for (const { batches, diverged } of trainer.trainEpoch({ learningRate })) {
    await onSamples?.((batches - before) * BATCH);
    before = batches;
    if (diverged) return false;
  }
  return true;
}

function concatenate(vectors: readonly Float32Array[]): Float32Array {
  const length = vectors[0]?.length ?? 0;
  const whole = new Float32Array(vectors.length * length);
  for (const [i, vector] of vectors.entries()) whole.set(vector, i * length);
  return whole;
}
