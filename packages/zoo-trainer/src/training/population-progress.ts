import type { ProgressListener } from "@weightcast/core";
import { networkNumbers } from "../population/network-ranges.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import { BATCH, type Population, subsetSize } from "../population/population.js";
import type { MeasuredNetwork } from "./checkpoint.js";

/**
 * The progress of training a population, measured in samples because networks differ in the number of samples
 * that they are trained on.
 */
export class PopulationProgress {
  private readonly networks: number;
  /** The number of samples that each unfinished network is still to be trained on. */
  private readonly left = new Map<number, number>();
  private done = 0;
  private total = 0;
  private finished = 0;
  private best = 0;

  constructor(
    population: Population,
    trainImages: number,
    pending: readonly PlannedNetwork[],
    private readonly listener: ProgressListener | undefined,
  ) {
    this.networks = networkNumbers(population.networks).length;
    for (const { network, hyperparameters } of pending) {
      const samples = samplesOf(population.epochs, trainImages, hyperparameters.train_fraction);
      this.left.set(network, samples);
      this.total += samples;
    }
    this.tell();
  }

  /** The number of samples trained on since the start. */
  get samples(): number {
    return this.done;
  }

  /** Counts `samples` more samples of a network that is being trained. */
  train(network: number, samples: number): void {
    this.left.set(network, this.left.get(network)! - samples);
    this.done += samples;
    this.tell();
  }

  /** Marks a network as finished, now or by an earlier call. */
  finish({ network, checkpoints }: MeasuredNetwork): void {
    this.finished++;
    this.best = Math.max(this.best, checkpoints.at(-1)?.metrics.test_accuracy ?? 0);
    // A network that diverged leaves samples on which it is not trained.
    this.total -= this.left.get(network) ?? 0;
    this.left.delete(network);
    this.tell();
  }

  private tell(): void {
    this.listener?.({
      stage: "train",
      done: this.done,
      total: this.total,
      unit: "samples",
      note: `${this.finished}/${this.networks} networks, best accuracy ${this.best.toFixed(4)}`,
    });
  }
}

function samplesOf(epochs: number, trainImages: number, fraction: number): number {
  const batches = Math.floor(subsetSize(trainImages, fraction) / BATCH);
  return epochs * batches * BATCH;
}
