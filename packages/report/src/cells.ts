import type { CellRecord, ExperimentResults } from "@weightcast/evaluation";

/** What names a cell. */
interface CellKey {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
}

/** The cell of a predictor on a feature set of a zoo. */
export function cellOf({ cells }: ExperimentResults, key: CellKey): CellRecord | undefined {
  return cells.find(
    ({ zoo, predictor, features }) =>
      zoo === key.zoo && predictor === key.predictor && features === key.features,
  );
}

/** The part of the split that cells were chosen by: the paper's protocol may have no validation part, and then chooses by the test part. */
export function choosingPart({ protocol, cells }: ExperimentResults): "validation" | "test" {
  return protocol === "honest" || cells.some(({ validation }) => typeof validation === "number")
    ? "validation"
    : "test";
}

/** The cell of a zoo that was chosen as the best, where one was. */
export function chosenCell(results: ExperimentResults, zoo: string): CellRecord | undefined {
  const prediction = results.predictions.find((candidate) => candidate.zoo === zoo);
  return prediction === undefined ? undefined : cellOf(results, prediction);
}

/** What hyperparameters alone tell of a zoo: by the same predictor where it was tried, else by the first that was. */
export function baselineOf(
  { baselines }: ExperimentResults,
  zoo: string,
  predictor: string,
): CellRecord | undefined {
  const ofZoo = baselines.filter((cell) => cell.zoo === zoo);
  return ofZoo.find((cell) => cell.predictor === predictor) ?? ofZoo[0];
}

/** Each value once, in the order in which they come. */
export function distinct<Value>(values: Iterable<Value>): Value[] {
  return [...new Set(values)];
}
