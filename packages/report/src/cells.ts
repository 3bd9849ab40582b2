import type { CellRecord, ExperimentResults } from "@weightcast/evaluation";

/** The keys that identify a cell. */
interface CellKey {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
}

/** Finds the cell of a predictor on a feature set of a zoo. */
export function cellOf({ cells }: ExperimentResults, key: CellKey): CellRecord | undefined {
  return cells.find(
    ({ zoo, predictor, features }) =>
      zoo === key.zoo && predictor === key.predictor && features === key.features,
  );
}

/** The part of the split by which cells were chosen. Without a validation part, the paper's protocol chooses by the test part. */
export function choosingPart({ protocol, cells }: ExperimentResults): "validation" | "test" {
  return protocol === "honest" || cells.some(({ validation }) => typeof validation === "number")
    ? "validation"
    : "test";
}

/** The cell of a zoo that was chosen as the best; undefined where none was chosen. */
export function chosenCell(results: ExperimentResults, zoo: string): CellRecord | undefined {
  const prediction = results.predictions.find((candidate) => candidate.zoo === zoo);
  return prediction === undefined ? undefined : cellOf(results, prediction);
}

/** The baseline of a zoo, which knows only the hyperparameters: with the same predictor if it was tried, otherwise with the first that was tried. */
export function baselineOf(
  { baselines }: ExperimentResults,
  zoo: string,
  predictor: string,
): CellRecord | undefined {
  const ofZoo = baselines.filter((cell) => cell.zoo === zoo);
  return ofZoo.find((cell) => cell.predictor === predictor) ?? ofZoo[0];
}

/** Returns the distinct values, in the order of their first occurrence. */
export function distinct<Value>(values: Iterable<Value>): Value[] {
  return [...new Set(values)];
}
