import { UsageError } from "@weightcast/core";
import { ACTIVATIONS } from "../activations.js";
import { describeNetwork } from "../kernels/describe.js";
import { instantiateTrainerKernel, type TrainerKernel } from "../kernels/trainer-kernel.js";
import {
  checkHyperparameters,
  checkLearningRate,
  type Hyperparameters,
  INITIALIZERS,
  OPTIMIZERS,
} from "./hyperparameters.js";
import { BATCH_SIZE, planTraining, type TrainingMemory } from "./training-memory.js";

/** The definition of a network: together with the samples, it determines the weights. */
export interface NetworkOptions {
  readonly hyperparameters: Hyperparameters;
  /** The seed; any safe integer. */
  readonly seed: number;
  /**
   * The number of the network in its population. Networks with the same seed and different numbers draw
   * independent random numbers.
   */
  readonly network: number;
  /** The samples to train on: `subset` of the `count` samples from `first` on, drawn at random; all of them by default. */
  readonly training: { readonly first: number; readonly count: number; readonly subset?: number | undefined };
  /** The number of samples of an optimiser step; 512 by default. */
  readonly batchSize?: number | undefined;
}

/** Options of one epoch of training. */
export interface EpochOptions {
  /** The learning rate of this epoch; by default that of the network's hyperparameters. */
  readonly learningRate?: number | undefined;
  /** The number of batches between two progress reports; 16 by default. */
  readonly batchesPerReport?: number | undefined;
}

/** The progress of an epoch. */
export interface EpochProgress {
  /** The number of batches of this epoch so far, and of a whole epoch. */
  readonly batches: number;
  readonly batchesOfEpoch: number;
  /**
   * Mean over these batches of the loss before each step, with dropout and the L2 term; not finite where training broke
   * down.
   */
  readonly loss: number;
  /**
   * Whether the loss of the last batch was not finite. If so, the epoch ended there, without that batch's
   * step.
   */
  readonly diverged: boolean;
}

/** The loss and the accuracy of a network on samples. */
export interface Evaluation {
  /** Mean cross-entropy, plus the L2 term; NaN where the network has broken down. */
  readonly loss: number;
  /**
   * The share of the samples whose class has the greatest logit; of equal logits, the first counts as the
   * greatest.
   */
  readonly accuracy: number;
}

/** The classes that a network predicts for samples. */
export interface Prediction {
  /** [samples] u8: the class of the greatest logit, the first of equals. */
  readonly classes: Uint8Array;
  /** [samples] f64: the probability that the softmax of the logits gives that class; NaN where a logit is NaN. */
  readonly confidences: Float64Array;
}

/** Samples that the kernel predicts in one call. */
const MOST_PREDICTED = 512;

/** The trainer of region `index` of a memory, on this thread; no region has two at a time. */
export async function openTrainer(memory: TrainingMemory, index: number): Promise<NetworkTrainer> {
  if (!(index >= 0 && index < memory.trainers)) {
    throw new RangeError(`trainer ${index} is not among the memory's ${memory.trainers}`);
  }
  return new NetworkTrainer(memory, await instantiateTrainerKernel(memory.memory), index);
}

/**
 * Trains one network after another, within WebAssembly memory. All random draws (initial weights, subset, batch order,
 * dropout masks) are functions of the seed and the network's number, and all arithmetic is WebAssembly's: the same weights
 * bit for bit on every engine, whatever else runs beside.
 */
export class NetworkTrainer {
  private readonly memory: TrainingMemory;
  private readonly kernel: TrainerKernel;
  private readonly address: number;
  private readonly parameters: number;
  /** The number of samples of an optimiser step. */
  private readonly mostSamples: number;
  private network: NetworkOptions | undefined;

  /** @internal */
  constructor(memory: TrainingMemory, kernel: TrainerKernel, index: number) {
    this.memory = memory;
    this.kernel = kernel;
    this.address = memory.firstTrainer + index * memory.trainerStride;
    const plan = planTraining(memory.architecture);
    this.parameters = plan.layout.parameters;
    describeNetwork(kernel, this.address, memory.architecture, plan);
    kernel.layOut(this.address, memory.samples, memory.batchSize);
    this.mostSamples = plan.layers.some(({ spec }) => spec.kind === "batchNorm")
      ? memory.batchSize
      : memory.samples;
    kernel.attach(this.address, memory.images, memory.labels, memory.pixels === "f32");
  }

  /**
   * Begins a network, with its initial weights.
   *
   * @throws UsageError where a hyperparameter is unknown or out of range, or the samples do not fill a batch
   * @throws RangeError where samples are not in the memory, or a whole number is not one
   */
  start(options: NetworkOptions): void {
    const { hyperparameters, seed, network, training, batchSize = BATCH_SIZE } = options;
    const { first, count, subset = count } = training;
    checkHyperparameters(hyperparameters);
    checkWhole("seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    checkWhole("network", network, 0, 0xffffffff);
    this.checkSamples(first, count);
    checkWhole("subset", subset, 1, count);
    checkWhole("batchSize", batchSize, 1, Number.MAX_SAFE_INTEGER);
    if (subset < batchSize) throw new UsageError(`${subset} samples do not fill a batch of ${batchSize}`);
    if (batchSize > this.mostSamples) {
      throw new UsageError(
        `the memory has room for batches of ${this.mostSamples} samples, not of ${batchSize}`,
      );
    }
    this.kernel.begin(
      this.address,
      seed,
      network,
      ACTIVATIONS.indexOf(hyperparameters.activation),
      OPTIMIZERS.indexOf(hyperparameters.optimizer),
      hyperparameters.l2reg,
      hyperparameters.dropout,
      hyperparameters.augment === true,
      first,
      count,
      subset,
    );
    this.kernel.initialize(
      this.address,
      INITIALIZERS.indexOf(hyperparameters.wInit),
      hyperparameters.initStd,
    );
    this.network = options;
  }

  /**
   * Trains an epoch: all training samples in a new random order, in batches; an incomplete last batch is dropped. Runs as
   * far as the caller iterates, and reports now and then and at the end; where a caller stops early, the next call begins
   * the next epoch.
   *
   * @throws UsageError where no network has been started, or the learning rate is out of range
   */
  *trainEpoch(options: EpochOptions = {}): Generator<EpochProgress, void> {
    const { hyperparameters, batchSize } = this.started();
    const { learningRate = hyperparameters.learningRate, batchesPerReport = 16 } = options;
    checkLearningRate(learningRate);
    const batchesOfEpoch = this.batchesOfEpoch();
    const order = this.kernel.beginEpoch(this.address) >>> 0;
    let lossSum = 0;
    for (let batches = 1; batches <= batchesOfEpoch; batches++) {
      const batch = order + (batches - 1) * batchSize * 4;
      const loss = this.kernel.trainBatch(this.address, batch, batchSize, learningRate);
      lossSum += loss;
      const diverged = !Number.isFinite(loss);
      if (diverged || batches % batchesPerReport === 0 || batches === batchesOfEpoch) {
        yield { batches, batchesOfEpoch, loss: lossSum / batches, diverged };
      }
      if (diverged) return;
    }
  }

  /**
   * Does one optimiser step on the given samples. It must not be called within an epoch, whose order of
   * samples it overwrites.
   *
   * @param samples numbers of samples in the memory, at most as many as there are
   * @returns the loss before the step, with dropout and the L2 term; where that is not finite, there was no
   * step
   * @throws UsageError where no network has been started, or the learning rate is out of range
   * @throws RangeError where a sample is not in the memory, or there are too many or none
   */
  trainBatch(samples: ArrayLike<number>, learningRate?: number): number {
    const { hyperparameters } = this.started();
    const rate = learningRate ?? hyperparameters.learningRate;
    checkLearningRate(rate);
    checkWhole("number of samples", samples.length, 1, this.mostSamples);
    for (let i = 0; i < samples.length; i++) this.checkSamples(samples[i]!, 1);
    const order = this.kernel.orderOf(this.address) >>> 0;
    new Uint32Array(this.memory.memory.buffer, order).set(samples);
    return this.kernel.trainBatch(this.address, order, samples.length, rate);
  }

  /**
   * Loss and accuracy over the samples from `first` on, without dropout.
   *
   * @throws UsageError where no network has been started
   * @throws RangeError where the samples are not in the memory
   */
  evaluate(first: number, count: number): Evaluation {
    this.started();
    this.checkSamples(first, count);
    return this.evaluateSamples(0, first, count);
  }

  /**
   * The same over the network's training samples, as many as fill whole batches (in the order of the subset, not that of an
   * epoch). Where the network's training images are augmented these are too, by draws that depend on the steps so far.
   *
   * @throws UsageError where no network has been started
   */
  evaluateTraining(): Evaluation {
    const { batchSize, hyperparameters } = this.started();
    const subset = this.kernel.subsetOf(this.address) >>> 0;
    const batches = this.batchesOfEpoch();
    if (hyperparameters.augment !== true) return this.evaluateSamples(subset, 0, batches * batchSize);
    const sums = { loss: 0, correct: 0 };
    for (let batch = 0; batch < batches; batch++) {
      this.kernel.evaluateAugmented(this.address, subset + batch * batchSize * 4, batchSize, batch);
      sums.loss += this.kernel.lossSumOf(this.address);
      sums.correct += this.kernel.correctOf(this.address);
    }
    return this.evaluation(sums, batches * batchSize);
  }

  /**
   * The predicted classes of the samples from `first` on, without dropout.
   *
   * @throws UsageError where no network has been started
   * @throws RangeError where the samples are not in the memory
   */
  predict(first: number, count: number): Prediction {
    this.started();
    this.checkSamples(first, count);
    const classes = new Uint8Array(count);
    const confidences = new Float64Array(count);
    const { buffer } = this.memory.memory;
    for (let done = 0; done < count; done += MOST_PREDICTED) {
      const part = Math.min(MOST_PREDICTED, count - done);
      this.kernel.predict(this.address, first + done, part);
      classes.set(new Uint32Array(buffer, this.kernel.classesOf(this.address) >>> 0, part), done);
      confidences.set(new Float64Array(buffer, this.kernel.confidencesOf(this.address) >>> 0, part), done);
    }
    return { classes, confidences };
  }

  /** Returns a copy of the weights in the order of `layoutOf` the architecture: [parameters] f32. */
  weights(): Float32Array {
    return this.weightsView().slice();
  }

  /**
   * Replaces the weights; the optimiser's state stays.
   *
   * @param weights [parameters] f32 in the order of `layoutOf` the architecture
   * @throws RangeError where there are more or fewer
   */
  setWeights(weights: Float32Array): void {
    const view = this.weightsView();
    if (weights.length !== view.length) {
      throw new RangeError(`the network has ${view.length} weights, not ${weights.length}`);
    }
    view.set(weights);
  }

  private weightsView(): Float32Array {
    this.started();
    const address = this.kernel.weightsOf(this.address) >>> 0;
    return new Float32Array(this.memory.memory.buffer, address, this.parameters);
  }

  private evaluateSamples(order: number, first: number, count: number): Evaluation {
    this.kernel.evaluate(this.address, order, first, count);
    const sums = {
      loss: this.kernel.lossSumOf(this.address),
      correct: this.kernel.correctOf(this.address),
    };
    return this.evaluation(sums, count);
  }

  private evaluation(sums: { readonly loss: number; readonly correct: number }, count: number): Evaluation {
    return {
      loss: sums.loss / count + this.kernel.l2LossOf(this.address),
      accuracy: sums.correct / count,
    };
  }

  private batchesOfEpoch(): number {
    const { training, batchSize } = this.started();
    return Math.floor((training.subset ?? training.count) / batchSize);
  }

  private started(): NetworkOptions & { batchSize: number } {
    if (this.network === undefined) throw new UsageError("no network has been started");
    return { batchSize: BATCH_SIZE, ...this.network };
  }

  private checkSamples(first: number, count: number): void {
    checkWhole("first sample", first, 0, this.memory.samples - 1);
    checkWhole("number of samples", count, 1, this.memory.samples - first);
  }
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
  }
}
