import type { ProgressListener } from "@weightcast/core";
import { networkNumbers } from "../population/network-ranges.js";
import type { PlannedNetwork } from "../population/planned-network.js";
import { BATCH, type Population, subsetSize } from "../population/population.js";
import type { MeasuredNetwork } from "./trained-network.js";

/** How far a population has come, in samples trained on: networks differ in how many they take. */
export class PopulationProgress {
  private readonly networks: number;
  /** Of each network that is not finished, the samples that it has yet to train on. */
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

  /** Samples trained on since the start. */
  get samples(): number {
    return this.done;
  }

  /** `samples` more of a network that is at work. */
  train(network: number, samples: number): void {
    this.left.set(network, this.left.get(network)! - samples);
    this.done += samples;
    this.tell();
  }

  /** A network has come to its end, now or before. */
  finish({ network, checkpoints }: MeasuredNetwork): void {
    this.finished++;
    this.best = Math.max(this.best, checkpoints.at(-1)?.testAccuracy ?? 0);
    // One that diverged leaves samples that nobody will train on.
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
