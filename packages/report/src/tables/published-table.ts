import type { CellRecord, ExperimentResults, PublishedScore } from "@weightcast/evaluation";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

/** The R2 of Unterthiner et al. 2020 beside those that were measured, for the predictors and feature sets that they have. */
export function publishedTable({ cells }: ExperimentResults): ReportTable | null {
  return makeTable<CellRecord & { readonly paper: PublishedScore }>(
    {
      name: "published",
      title: "Published R²",
      caption:
        "R² of Unterthiner et al. 2020 for the same predictor and features. It can be compared only where images, number of networks and epochs are the paper’s; the paper’s fits also stopped early on the test part.",
      columns: [
        { name: "zoo", heading: "zoo", valueOf: ({ zoo }) => zoo },
        { name: "predictor", heading: "predictor", valueOf: ({ predictor }) => predictor },
        { name: "features", heading: "features", valueOf: ({ features }) => features },
        { name: "published_r2", heading: "published R²", valueOf: ({ paper }) => paper.r2 },
        { name: "r2", heading: "R² here", valueOf: ({ scores }) => scores.r2 },
        { name: "collection", heading: "published for", valueOf: ({ paper }) => paper.collection },
        { name: "comparable", heading: "comparable", valueOf: ({ paper }) => paper.comparable },
      ],
    },
    cells.flatMap((cell) => (cell.published === null ? [] : [{ ...cell, paper: cell.published }])),
  );
}
