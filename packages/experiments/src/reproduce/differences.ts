import {
  type DifferenceRecord,
  holmAdjusted,
  pairedDifference,
  type TestedDifference,
} from "@weightcast/evaluation";
import type { CellOutcome } from "../jobs/job.js";

/** A predictor on a feature set, with its outcome on a zoo. */
export interface ScoredCell {
  readonly predictor: string;
  readonly features: string;
  readonly outcome: CellOutcome;
}

/**
 * Tests whether predictors differ on the test part of a zoo: the best cells of each predictor and the baseline in pairs, then the predictors on
 * each feature set. Cells that were scored on other rows than the first of their family are left out.
 *
 * @param cells all cells of the zoo
 * @param best the cells that are compared across feature sets
 */
export function differenceRecords(
  zoo: string,
  cells: readonly ScoredCell[],
  best: readonly ScoredCell[],
): DifferenceRecord[] {
  const featureSets = Array.from(new Set(cells.map(({ features }) => features)));
  return [
    ...familyRecords(zoo, "best", best),
    ...featureSets.flatMap((features) =>
      familyRecords(
        zoo,
        "features",
        cells.filter((cell) => cell.features === features),
      ),
    ),
  ];
}

/** All pairs of cells; their p-values are adjusted together. */
function familyRecords(
  zoo: string,
  compared: DifferenceRecord["compared"],
  cells: readonly ScoredCell[],
): DifferenceRecord[] {
  const paired = cells.filter(({ outcome }) => outcome.samples.rows === cells[0]?.outcome.samples.rows);
  const pairs = paired.flatMap((first, i) => paired.slice(i + 1).map((second) => ({ first, second })));
  const tested = (name: "r2" | "tau") =>
    adjusted(pairs.map(({ first, second }) => pairedDifference(sampled(first, name), sampled(second, name))));
  const [r2, tau] = [tested("r2"), tested("tau")];
  return pairs.flatMap(({ first, second }, i): DifferenceRecord[] => {
    const [r2Of, tauOf] = [r2[i], tau[i]];
    if (r2Of === undefined || tauOf === undefined) return [];
    return [{ zoo, compared, first: methodOf(first), second: methodOf(second), r2: r2Of, tau: tauOf }];
  });
}

function adjusted(differences: readonly TestedDifference[]): DifferenceRecord["r2"][] {
  const values = holmAdjusted(differences.map(({ p }) => p));
  return differences.map((difference, i) => ({ ...difference, adjusted: values[i] ?? null }));
}

function sampled({ outcome }: ScoredCell, name: "r2" | "tau") {
  return { value: outcome.scores[name].value, samples: outcome.samples[name] };
}

function methodOf({ predictor, features }: ScoredCell): DifferenceRecord["first"] {
  return { predictor, features };
}
