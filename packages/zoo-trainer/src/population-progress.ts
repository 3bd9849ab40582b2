import type { ProgressListener } from "@weightcast/runtime";
import { drawHyperparameters } from "./draw.js";
import { networkNumbers } from "./network-ranges.js";
import { BATCH, type Population, subsetSize } from "./population.js";
import type { NetworkMetrics } from "./trained-network.js";

/** How far a population has come, in samples trained on: networks differ in how many they take. */
export class PopulationProgress {
  private readonly total: number;
  private readonly trained = new Map<number, number>();
  private done = 0;
  private expected = 0;
  private finished = 0;
  private best = 0;

  constructor(
    private readonly population: Population,
    private readonly trainImages: number,
    pending: readonly number[],
    private readonly listener: ProgressListener | undefined,
  ) {
    this.total = networkNumbers(population.networks).length;
    for (const network of pending) this.expected += this.samplesOf(network);
  }

  /** Samples trained on since the start. */
  get samples(): number {
    return this.done;
  }

  /** `samples` more of a network that is at work. */
  train(network: number, samples: number): void {
    this.trained.set(network, (this.trained.get(network) ?? 0) + samples);
    this.done += samples;
    this.tell();
  }

  /** A network has come to its end, now or before. */
  finish({ network, checkpoints }: NetworkMetrics): void {
    this.finished++;
    this.best = Math.max(this.best, checkpoints.at(-1)?.testAccuracy ?? 0);
    const trained = this.trained.get(network);
    // One that diverged leaves samples that nobody will train on.
    if (trained !== undefined) this.expected -= this.samplesOf(network) - trained;
    this.trained.delete(network);
    this.tell();
  }

  private samplesOf(network: number): number {
    const { space, seed, epochs } = this.population;
    const fraction = drawHyperparameters(space, seed, network).train_fraction;
    const batches = Math.floor(subsetSize(this.trainImages, fraction) / BATCH);
    return epochs * batches * BATCH;
  }

  private tell(): void {
    this.listener?.({
      stage: "train",
      done: this.done,
      total: this.expected,
      unit: "samples",
      note: `${this.finished}/${this.total} networks, best accuracy ${this.best.toFixed(4)}`,
    });
  }
}
