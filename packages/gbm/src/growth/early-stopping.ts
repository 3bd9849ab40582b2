/** Says when an error has not fallen for too long. */
export class EarlyStopping {
  /** Trees at the lowest error so far; 0 where no patience is set. */
  bestTrees = 0;
  private best: number = Number.POSITIVE_INFINITY;
  private roundsSinceBest = 0;

  /** @param patience how many rounds without a lower error are too many; undefined for any number */
  constructor(private readonly patience: number | undefined) {}

  stopsAfter(error: number, trees: number): boolean {
    if (this.patience === undefined) return false;
    if (error < this.best) {
      this.best = error;
      this.bestTrees = trees;
      this.roundsSinceBest = 0;
    } else this.roundsSinceBest++;
    return this.roundsSinceBest >= this.patience;
  }
}
