import type { Measurement } from "../metrics/measurement.js";
import { EarlyStopping, type StoppingRule } from "./early-stopping.js";

/** A metric after a round, over the folds. */
export interface FoldScores {
  readonly mean: number;
  /** The standard deviation over the folds, with the number of folds as the divisor. */
  readonly standardDeviation: number;
}

type Measured = Readonly<Record<string, number>>;

/**
 * Keeps the folds of a cross-validation at the same round: each waits until all of them have measured theirs, and all end where the mean
 * of the first metric has not improved for too long.
 */
export class FoldRounds {
  /** The metrics after each round, by name. */
  readonly rounds: Readonly<Record<string, FoldScores>>[] = [];
  /** The measurements of each fold, by round. */
  private readonly measured: readonly Measured[][];
  private readonly hasEnded: boolean[];
  private readonly stopping: EarlyStopping;
  private isStopped = false;
  private waiting: ((goesOn: boolean) => void)[] = [];

  constructor(
    folds: number,
    private readonly measurements: readonly Measurement[],
    rule: StoppingRule,
  ) {
    this.measured = Array.from({ length: folds }, () => []);
    this.hasEnded = new Array(folds).fill(false);
    this.stopping = new EarlyStopping(rule, measurements[0]?.metric.higherIsBetter === true);
  }

  /** The number of rounds after which the mean of the first metric was best. */
  get bestIteration(): number {
    return this.stopping.bestRound;
  }

  /** Takes in what a fold measured after a round; resolves to whether it goes on once all folds have come so far. */
  report(fold: number, measured: Measured): Promise<boolean> {
    this.measured[fold]!.push(measured);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.finishRounds();
    });
  }

  /** Says that a fold has ended: its last values stand for the rounds after it. */
  end(fold: number): void {
    this.hasEnded[fold] = true;
    this.finishRounds();
  }

  private finishRounds(): void {
    while (!this.isStopped && this.isComplete(this.rounds.length)) this.finishRound(this.rounds.length);
  }

  /** Whether all folds have come to a round or ended before it, and one has come to it. */
  private isComplete(round: number): boolean {
    const isReached = this.measured.map((states) => states.length > round);
    return isReached.includes(true) && isReached.every((reached, fold) => reached || this.hasEnded[fold]);
  }

  private finishRound(round: number): void {
    const known = this.measured.filter((states) => states.length > 0);
    const scores = this.measurements.map(({ name }): [string, FoldScores] => [
      name,
      scoresOf(known.map((states) => states[Math.min(round, states.length - 1)]![name]!)),
    ]);
    this.rounds.push(Object.fromEntries(scores));
    this.isStopped = scores.length > 0 && this.stopping.stopsAfter(scores[0]![1].mean, round + 1);
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(!this.isStopped);
  }
}

function scoresOf(values: readonly number[]): FoldScores {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: Math.sqrt(squares / values.length) };
}
