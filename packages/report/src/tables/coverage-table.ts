import type { CalibrationRecord, ExperimentResults } from "@weightcast/evaluation";
import { methodName } from "../methods.js";
import { percent } from "../numbers.js";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

type Row = { readonly zoo: string; readonly method: string } & CalibrationRecord["coverage"][number];

/** The shares of test networks within the intervals of several levels. */
export function coverageTable({ predictions }: ExperimentResults): ReportTable | null {
  return makeTable<Row>(
    {
      name: "coverage",
      title: "Coverage of intervals",
      caption:
        "The share of test networks whose true value lies within the split-conformal interval of a level, for the predictor that was chosen on each zoo, and the mean width of these intervals.",
      columns: [
        { name: "zoo", heading: "zoo", valueOf: ({ zoo }) => zoo },
        { name: "predictor", heading: "predictor", valueOf: ({ method }) => method },
        { name: "level", heading: "level", valueOf: ({ level }) => level, format: percent },
        { name: "coverage", heading: "covered", valueOf: ({ coverage }) => coverage },
        { name: "mean_width", heading: "mean width", valueOf: ({ meanWidth }) => meanWidth },
      ],
    },
    predictions.flatMap((prediction) =>
      (prediction.calibration?.coverage ?? []).map((level) => ({
        zoo: prediction.zoo,
        method: methodName(prediction),
        ...level,
      })),
    ),
  );
}
