import { Booster, type RoundRange } from "../model/booster.js";
import { Estimator, type FitOptions } from "./estimator.js";
import type { Rows } from "./rows.js";

/** Options of fitting a ranker: the groups of rows that are ranked, and the options of every fit. */
export interface RankerFitOptions extends FitOptions<number> {
  /** The number of rows of each group, in the order of the groups. */
  readonly groupSizes: ArrayLike<number>;
}

/** Gradient boosting that ranks the rows of a group; `objective` is `lambdarank` if not given. */
export class GBMRanker extends Estimator<number> {
  /**
   * A ranker of a model in LightGBM's text format.
   *
   * @throws InputError, naming the line, where the text is damaged
   */
  static fromText(text: string): GBMRanker {
    const ranker = new GBMRanker();
    ranker.adopt(Booster.fromText(text));
    return ranker;
  }

  /**
   * Fits the model; a second call starts anew.
   *
   * @param x rows of features, group by group
   * @param y [rows] labels 0, 1, 2, …: how relevant a row is
   * @returns the ranker itself
   * @throws UsageError, InputError and CancelledError as `trainBooster` does
   */
  async fit(x: Rows, y: ArrayLike<number>, options: RankerFitOptions): Promise<this> {
    // The copy is there where a caller without types leaves the options out, and the training says what is missing.
    await this.fitBooster(x, y, { objective: "lambdarank" }, (labels) => labels, { ...options });
    return this;
  }

  /**
   * The scores of rows, [rows] f64: of two rows of a group, the one with the larger score ranks higher.
   *
   * @throws UsageError before `fit`, and where rows have other columns than those of `fit`
   */
  predict(x: Rows, options: RoundRange = {}): Float64Array {
    return this.outputsOf(x, options);
  }
}
