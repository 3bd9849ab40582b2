import type { PredictedPart, StoredPredictions } from "../engine/messages.js";
import type { Model } from "../page/opened.js";

/** How a model stands to a network. */
export const STANDINGS = ["held out", "trained on", "not predicted"] as const;
const [HELD_OUT, TRAINED_ON, NOT_PREDICTED] = [0, 1, 2];

/** A model's predictions for the networks of a zoo, as far as they are there. All arrays have an entry for each row of the zoo. */
export interface Predictions {
  readonly model: Model;
  /** Predictions within the target's range; NaN for a row that is not predicted, or whose weights are not finite. */
  readonly predicted: Float64Array;
  /** The ends of the 90 % intervals; NaN where there is none. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Indices into `STANDINGS`. A row counts as trained on until it is known that the model has never seen its run. */
  readonly standings: Uint8Array;
  /** Why a network is unlike those of training, by row. */
  readonly flags: ReadonlyMap<number, string>;
  /** Whether it is known which rows are held out. */
  readonly isChecked: boolean;
}

/** No predictions yet. */
export function noPredictions(model: Model, rows: number): Predictions {
  const nothing = () => new Float64Array(rows).fill(Number.NaN);
  return {
    model,
    predicted: nothing(),
    low: nothing(),
    high: nothing(),
    standings: new Uint8Array(rows).fill(NOT_PREDICTED),
    flags: new Map(),
    isChecked: false,
  };
}

/** The predictions of a zoo that has grown: the added rows, which follow its own, are not predicted. */
export function grown(predictions: Predictions, rows: number): Predictions {
  const { predicted, low, high, standings } = predictions;
  const larger = noPredictions(predictions.model, rows);
  larger.predicted.set(predicted);
  larger.low.set(low);
  larger.high.set(high);
  larger.standings.set(standings);
  return { ...larger, flags: predictions.flags, isChecked: predictions.isChecked };
}

/** Predictions with a further part; the arrays are the same ones, written to. */
export function withPart(predictions: Predictions, part: PredictedPart): Predictions {
  const { predicted, low, high, standings } = predictions;
  const flags = new Map(predictions.flags);
  for (let i = 0; i < part.rows.length; i++) {
    const row = part.rows[i]!;
    predicted[row] = part.predicted[i]!;
    low[row] = part.low[i]!;
    high[row] = part.high[i]!;
    if (standings[row] === NOT_PREDICTED) standings[row] = TRAINED_ON;
    const flag = part.flags[i];
    if (typeof flag === "string") flags.set(row, flag);
  }
  return { ...predictions, flags };
}

/** Predictions with the knowledge which rows are held out. */
export function withHeldOut(
  predictions: Predictions,
  rows: ArrayLike<number>,
  isHeldOut: ArrayLike<number>,
): Predictions {
  for (let i = 0; i < rows.length; i++) {
    predictions.standings[rows[i]!] = isHeldOut[i] === 1 ? HELD_OUT : TRAINED_ON;
  }
  return { ...predictions, isChecked: true };
}

/** The predictions that came in a file beside the model. */
export function fromStored(model: Model, rows: number, stored: StoredPredictions): Predictions {
  const known = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN);
  const part = {
    rows: stored.rows,
    predicted: known(stored.predicted),
    low: known(stored.low),
    high: known(stored.high),
    flags: stored.flags,
  };
  return withHeldOut(withPart(noPredictions(model, rows), part), stored.rows, stored.heldOut);
}

/** Whether the model has never seen the run of a row. */
export function isHeldOut({ standings }: Predictions, row: number): boolean {
  return standings[row] === HELD_OUT;
}

/** The rows that have no prediction yet. */
export function unpredicted({ standings }: Predictions, rows: Int32Array): Int32Array {
  return rows.filter((row) => standings[row] === NOT_PREDICTED);
}
