import { Booster, type PredictionOptions } from "../model/booster.js";
import { Estimator, type FitOptions } from "./estimator.js";
import type { Rows } from "./rows.js";

/** Gradient boosting that predicts a number; `objective` says which one of a distribution, the mean if not given. */
export class GBMRegressor extends Estimator<number> {
  /**
   * A regressor of a model in LightGBM's text format.
   *
   * @throws InputError, naming the line, where the text is damaged
   */
  static fromText(text: string): GBMRegressor {
    const regressor = new GBMRegressor();
    regressor.adopt(Booster.fromText(text));
    return regressor;
  }

  /**
   * Fits the model; a second call starts anew.
   *
   * @param x rows of features
   * @param y [rows] finite numbers
   * @returns the regressor itself
   * @throws UsageError, InputError and CancelledError as `trainBooster` does
   */
  async fit(x: Rows, y: ArrayLike<number>, options: FitOptions<number> = {}): Promise<this> {
    await this.fitBooster(x, y, { objective: "regression" }, (targets) => targets, options);
    return this;
  }

  /**
   * The predictions of rows: [rows] f64.
   *
   * @throws UsageError before `fit`, and where rows have other columns than those of `fit`
   */
  predict(x: Rows, options: PredictionOptions = {}): Float64Array {
    return this.outputsOf(x, options);
  }
}
