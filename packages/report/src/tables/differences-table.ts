import type { DifferenceRecord, ExperimentResults } from "@weightcast/evaluation";
import { methodName } from "../methods.js";
import { pValue } from "../numbers.js";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

/** The tests of differences between predictors: the best cells of each predictor and the baseline in pairs. */
export function bestDifferencesTable(results: ExperimentResults): ReportTable | null {
  return differencesTable(results, {
    compared: "best",
    name: "differences",
    title: "Differences between predictors",
    of: "The best cell of each predictor, chosen on the validation part, and hyperparameters alone, in pairs.",
  });
}

/** The tests of differences between predictors on the same features. */
export function featureDifferencesTable(results: ExperimentResults): ReportTable | null {
  return differencesTable(results, {
    compared: "features",
    name: "differences-by-features",
    title: "Differences on the same features",
    of: "The predictors on each feature set, in pairs.",
  });
}

interface Family {
  readonly compared: DifferenceRecord["compared"];
  readonly name: string;
  readonly title: string;
  readonly of: string;
}

function differencesTable(
  { differences = [] }: ExperimentResults,
  { compared, name, title, of }: Family,
): ReportTable | null {
  return makeTable<DifferenceRecord>(
    {
      name,
      title,
      caption: `${of} The first score minus the second, with 95% intervals of the paired bootstrap over runs and p-values after Holm’s correction${compared === "best" ? " for all pairs of a zoo" : " for the pairs of a feature set"}.`,
      columns: [
        { name: "zoo", heading: "zoo", valueOf: ({ zoo }) => zoo },
        { name: "first", heading: "first", valueOf: ({ first }) => methodName(first) },
        { name: "second", heading: "second", valueOf: ({ second }) => methodName(second) },
        { name: "r2", heading: "ΔR²", valueOf: ({ r2 }) => r2 },
        { name: "r2_p", heading: "p of ΔR²", valueOf: ({ r2 }) => r2.adjusted, format: pValue },
        { name: "tau", heading: "Δτ", valueOf: ({ tau }) => tau },
        { name: "tau_p", heading: "p of Δτ", valueOf: ({ tau }) => tau.adjusted, format: pValue },
      ],
    },
    differences.filter((difference) => difference.compared === compared),
  );
}
