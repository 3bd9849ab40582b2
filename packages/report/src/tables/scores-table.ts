import type { CellRecord, ExperimentResults } from "@weightcast/evaluation";
import { count, duration, thousandths } from "../numbers.js";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

/** All fits of the table and the baselines, with their scores. */
export function scoresTable({ cells, baselines }: ExperimentResults): ReportTable | null {
  const rows = [...cells, ...baselines.map((cell) => ({ ...cell, isBaseline: true }))];
  return makeTable<CellRecord & { readonly isBaseline?: boolean }>(
    {
      name: "scores",
      title: "Scores",
      caption:
        "R² and Kendall’s τ of each predictor on each feature set, on the test part, with 95% intervals of the bootstrap over runs; means and standard deviations where fits were repeated with several seeds and splits.",
      columns: [
        { name: "zoo", heading: "zoo", valueOf: ({ zoo }) => zoo },
        { name: "predictor", heading: "predictor", valueOf: ({ predictor }) => predictor },
        { name: "features", heading: "features", valueOf: ({ features }) => features },
        {
          name: "baseline",
          heading: "baseline",
          valueOf: ({ isBaseline = false }) => isBaseline,
          isPrinted: false,
        },
        {
          name: "networks",
          heading: "test networks",
          valueOf: ({ rows }) => rows.test,
          format: count,
          isPrinted: false,
        },
        { name: "r2", heading: "R²", valueOf: ({ scores }) => scores.r2 },
        { name: "tau", heading: "τ", valueOf: ({ scores }) => scores.tau },
        { name: "tau_ceiling", heading: "τ at most", valueOf: ({ tauCeiling = null }) => tauCeiling },
        {
          name: "r2_of_seeds",
          heading: "R², seeds",
          valueOf: ({ repeats }) => repeats?.scores.r2 ?? null,
        },
        { name: "tau_of_seeds", heading: "τ, seeds", valueOf: ({ repeats }) => repeats?.scores.tau ?? null },
        {
          name: "mse",
          heading: "MSE ×10⁻³",
          valueOf: ({ scores }) => scores.mse,
          format: thousandths,
          isPrinted: false,
        },
        {
          name: "mad",
          heading: "MAD ×10⁻³",
          valueOf: ({ scores }) => scores.mad,
          format: thousandths,
          isPrinted: false,
        },
        {
          name: "tau_in_strata",
          heading: "τ within strata",
          valueOf: ({ strata }) => strata?.tau ?? null,
          isPrinted: false,
        },
        {
          name: "validation_r2",
          heading: "validation R²",
          valueOf: ({ validation }) => validation ?? null,
          isPrinted: false,
        },
        {
          name: "seconds",
          heading: "time",
          valueOf: ({ seconds }) => seconds,
          format: duration,
          isPrinted: false,
        },
        { name: "backend", heading: "backend", valueOf: ({ backend }) => backend, isPrinted: false },
      ],
    },
    rows,
  );
}
