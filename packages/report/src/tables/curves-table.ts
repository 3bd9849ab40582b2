import type { Estimate, ExperimentResults, LearningCurveRecord } from "@weightcast/evaluation";
import { count } from "../numbers.js";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

type Point = Pick<LearningCurveRecord, "zoo" | "predictor" | "features"> & {
  readonly networks: number;
  readonly tau: Estimate;
  readonly tauCeiling?: number | null;
  readonly r2?: Estimate;
};

/** The points of the learning curves. */
export function learningCurvesTable({ learningCurves }: ExperimentResults): ReportTable | null {
  return makeTable<Point>(
    {
      name: "learning-curves",
      title: "Learning curves",
      caption: "R² and Kendall’s τ on the same test part for fits on more and more networks.",
      columns: [
        { name: "zoo", heading: "zoo", valueOf: ({ zoo }) => zoo },
        { name: "predictor", heading: "predictor", valueOf: ({ predictor }) => predictor },
        { name: "features", heading: "features", valueOf: ({ features }) => features },
        {
          name: "networks",
          heading: "training networks",
          valueOf: ({ networks }) => networks,
          format: count,
        },
        { name: "r2", heading: "R²", valueOf: ({ r2 }) => r2 ?? null },
        { name: "tau", heading: "τ", valueOf: ({ tau }) => tau },
        { name: "tau_ceiling", heading: "τ at most", valueOf: ({ tauCeiling = null }) => tauCeiling },
      ],
    },
    learningCurves.flatMap(({ points, ...curve }) => points.map((point) => ({ ...curve, ...point }))),
  );
}
