import {
  createTrainingMemory,
  loadSamples,
  type NetworkTrainer,
  type TrainingMemory,
} from "@weightcast/networks";
import type { ImageDataSet } from "../images/images.js";
import { type MeasureName, measure } from "../measures/measures.js";
import { type ArchitectureChoice, architectureOf } from "../population/hyperparameters.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import { BATCH, subsetSize } from "../population/population.js";
import { checkpointSteps, reducedLearningRate } from "../population/schedule.js";
import { classesOf } from "../population/zoo-columns.js";
import type { Checkpoint, CheckpointMetrics, TrainedNetwork } from "./checkpoint.js";

/** Images in a training memory: first the training images, then the test images. This is plain data, which may be posted to a worker. */
export interface LoadedImages {
  readonly memory: TrainingMemory;
  /** The numbers of training images and of test images. */
  readonly train: number;
  readonly test: number;
}

/** The settings that all networks of a population share: the schedule, the seed, and what is measured. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly epochs_between_checkpoints: number;
  readonly seed: number;
  readonly measures?: readonly MeasureName[] | undefined;
}

/**
 * Makes a memory with the images of a data set for a number of simultaneous networks. If the memory is shared, workers can use it.
 *
 * @throws UsageError where the layers do not fit the images, or more memory is needed than WebAssembly can address
 * @throws TemporaryError where the system does not grant the memory
 */
export async function loadTrainingMemory(
  choice: ArchitectureChoice,
  images: ImageDataSet,
  trainers = 1,
  shared = false,
): Promise<LoadedImages> {
  const { train, test } = images;
  const memory = await createTrainingMemory({
    architecture: architectureOf(choice, images),
    samples: train.count + test.count,
    batchSize: BATCH,
    pixels: train.pixels instanceof Float32Array ? "f32" : "u8",
    trainers,
    shared,
  });
  loadSamples(memory, 0, train.pixels, train.labels);
  loadSamples(memory, train.count, test.pixels, test.labels);
  return { memory, train: train.count, test: test.count };
}

/**
 * Trains one network. The result depends only on the plan, the images and the planned network. If the loss becomes NaN or infinite, the training
 * ends with the checkpoints so far.
 *
 * @param trainer on the memory of the images
 * @param onSamples called from time to time with the number of samples trained on since the last call, and awaited, so that other work can run;
 * an error that it throws ends the training
 */
export async function* trainCheckpoints(
  trainer: NetworkTrainer,
  images: LoadedImages,
  { epochs, epochs_between_checkpoints, seed, measures = [] }: TrainingPlan,
  { network, hyperparameters }: PlannedNetwork,
  onSamples: (samples: number) => void | Promise<void>,
): AsyncGenerator<Checkpoint, void> {
  const { activation, augment_traindata, dropout, init_std, l2reg, learning_rate, optimizer } =
    hyperparameters;
  const { train, test } = images;
  trainer.start({
    hyperparameters: {
      activation,
      augment: augment_traindata,
      dropout,
      initStd: init_std,
      l2reg,
      learningRate: learning_rate,
      optimizer,
      wInit: hyperparameters.w_init,
    },
    seed,
    network,
    training: { first: 0, count: train, subset: subsetSize(train, hyperparameters.train_fraction) },
    batchSize: BATCH,
  });
  const rateOf = (epoch: number) =>
    hyperparameters.reduce_learningrate === true
      ? reducedLearningRate(learning_rate, epoch, epochs)
      : learning_rate;
  let epoch = 0;
  for (const step of checkpointSteps(epochs, epochs_between_checkpoints)) {
    for (; epoch < step; epoch++) {
      const isSound = await trainEpoch(trainer, rateOf(epoch), onSamples);
      if (!isSound) return;
    }
    const tested = trainer.evaluate(train, test);
    const trained = trainer.evaluateTraining();
    if (Number.isNaN(tested.loss + trained.loss)) return;
    const metrics = {
      test_accuracy: tested.accuracy,
      test_loss: tested.loss,
      train_accuracy: trained.accuracy,
      train_loss: trained.loss,
    };
    const further = measures.length > 0 ? measureFurther(trainer, images, measures, metrics) : {};
    yield { step, metrics: { ...metrics, ...further }, weights: trainer.weights() };
  }
}

function measureFurther(
  trainer: NetworkTrainer,
  { memory, train, test }: LoadedImages,
  measures: readonly MeasureName[],
  metrics: CheckpointMetrics,
): Record<string, number> {
  return measure(measures, {
    metrics,
    predicted: trainer.predict(train, test),
    labels: new Uint8Array(memory.memory.buffer, memory.labels + train, test),
    classes: classesOf(memory.architecture),
  });
}

/** Trains one epoch. Returns whether the loss stayed finite. */
async function trainEpoch(
  trainer: NetworkTrainer,
  learningRate: number,
  onSamples: (samples: number) => void | Promise<void>,
): Promise<boolean> {
  let before = 0;
  for (const { batches, diverged } of trainer.trainEpoch({ learningRate })) {
    await onSamples((batches - before) * BATCH);
    before = batches;
    if (diverged) return false;
  }
  return true;
}

/** Collects all checkpoints of a network, and their weights in one array. */
export async function gatherCheckpoints(
  checkpoints: AsyncIterable<Checkpoint>,
): Promise<Pick<TrainedNetwork, "checkpoints" | "weights">> {
  const gathered: Checkpoint[] = [];
  for await (const checkpoint of checkpoints) gathered.push(checkpoint);
  const length = gathered[0]?.weights.length ?? 0;
  const weights = new Float32Array(gathered.length * length);
  for (const [i, checkpoint] of gathered.entries()) weights.set(checkpoint.weights, i * length);
  return { checkpoints: gathered.map(({ step, metrics }) => ({ step, metrics })), weights };
}
