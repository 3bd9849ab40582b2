import { UsageError } from "@weightcast/core";
import type { Checkpoint, TrainedNetwork } from "./checkpoint.js";
import { HandOver } from "./hand-over.js";
import type { TrainingSummary } from "./train-population.js";

/** A checkpoint of a network of a zoo. */
export interface ZooCheckpoint extends Checkpoint {
  /** The network's number. */
  readonly network: number;
}

/** The signal that ends a training, and the function that receives its networks. */
export interface TrainingWork {
  readonly signal: AbortSignal;
  readonly onNetwork: (network: TrainedNetwork) => Promise<void>;
}

/**
 * A training of a zoo. It begins with the first checkpoint that is asked for, or with `finish`, and yields the checkpoints of each network that it
 * trains once the network is stored, so networks come in the order of their ends. Where the iteration is left early the training stops
 * and what is stored is kept: another training of the same zoo continues it.
 */
export class ZooTraining implements AsyncIterable<ZooCheckpoint> {
  private readonly checkpoints: AsyncGenerator<ZooCheckpoint, void>;
  private summary: TrainingSummary | undefined;

  /** @internal */
  constructor(start: (work: TrainingWork) => Promise<TrainingSummary>, signal: AbortSignal | undefined) {
    this.checkpoints = this.iterate(start, signal);
  }

  /** The checkpoints; all calls share one iteration. */
  [Symbol.asyncIterator](): AsyncGenerator<ZooCheckpoint, void> {
    return this.checkpoints;
  }

  /**
   * Trains what is left, without its checkpoints being looked at, and tells how the training went; after the iteration has ended, only that.
   *
   * @throws UsageError where the iteration was left early
   * @throws what the training throws, see `trainZoo`
   */
  async finish(): Promise<TrainingSummary> {
    for (;;) {
      const { done } = await this.checkpoints.next();
      if (done === true) break;
    }
    if (this.summary === undefined) {
      throw new UsageError("the training was left before its end; start it again to continue it");
    }
    return this.summary;
  }

  private async *iterate(
    start: (work: TrainingWork) => Promise<TrainingSummary>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ZooCheckpoint, void> {
    const left = new AbortController();
    const handOver = new HandOver<TrainedNetwork>();
    const signals = signal === undefined ? [left.signal] : [signal, left.signal];
    const work = { signal: AbortSignal.any(signals), onNetwork: (one: TrainedNetwork) => handOver.give(one) };
    const training = start(work).then(
      (summary) => {
        this.summary = summary;
        handOver.end();
      },
      (error: unknown) => handOver.end(error),
    );
    try {
      for await (const network of handOver) yield* checkpointsOf(network);
    } finally {
      left.abort();
      await training;
    }
  }
}

function* checkpointsOf({ network, checkpoints, weights }: TrainedNetwork): Generator<ZooCheckpoint> {
  const parameters = weights.length / checkpoints.length;
  for (const [i, checkpoint] of checkpoints.entries()) {
    yield { network, ...checkpoint, weights: weights.subarray(i * parameters, (i + 1) * parameters) };
  }
}
