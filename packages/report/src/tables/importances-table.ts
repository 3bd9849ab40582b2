import type { ExperimentResults, ImportanceRecord } from "@weightcast/evaluation";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

type Row = Pick<ImportanceRecord, "zoo" | "predictor" | "features"> & ImportanceRecord["layers"][number];

/** How far each layer moves the predictions. */
export function importancesTable({ importances = [] }: ExperimentResults): ReportTable | null {
  return makeTable<Row>(
    {
      name: "importances",
      title: "Importance of layers",
      caption:
        "How far the statistics of a layer move predictions: the mean absolute sum of their contributions (TreeSHAP) over test networks, on the scale of the target.",
      columns: [
        { name: "zoo", heading: "zoo", valueOf: ({ zoo }) => zoo },
        { name: "predictor", heading: "predictor", valueOf: ({ predictor }) => predictor },
        { name: "features", heading: "features", valueOf: ({ features }) => features },
        { name: "layer", heading: "layer", valueOf: ({ layer }) => layer },
        { name: "contribution", heading: "contribution", valueOf: ({ contribution }) => contribution },
      ],
    },
    importances.flatMap(({ layers, ...rest }) => layers.map((layer) => ({ ...rest, ...layer }))),
  );
}
