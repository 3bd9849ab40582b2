/** Decides when a training stops because its metrics no longer improve. */
export interface StoppingRule {
  /** The number of rounds without a better value after which the training stops; 0 to never stop. */
  readonly patience: number;
  /** The amount by which a value must be better than the best so far to count as better. */
  readonly minDelta: number;
}

/** Says when one metric of one validation set has not improved for too long. */
export class EarlyStopping {
  /** The number of rounds at the best value so far; 0 before the first one. */
  bestRound = 0;
  private best: number = Number.POSITIVE_INFINITY;

  /** @param higherIsBetter whether a larger value is better */
  constructor(
    private readonly rule: StoppingRule,
    private readonly higherIsBetter: boolean,
  ) {}

  /**
   * Takes in the value after a round.
   *
   * @param round 1 for the first one
   * @returns whether the value has not improved for too many rounds
   */
  stopsAfter(value: number, round: number): boolean {
    const loss = this.higherIsBetter ? -value : value;
    if (loss < this.best - this.rule.minDelta || this.bestRound === 0) {
      this.best = loss;
      this.bestRound = round;
    }
    return this.rule.patience > 0 && round - this.bestRound >= this.rule.patience;
  }
}
