import type { ExperimentResults, TransferRecord } from "@weightcast/evaluation";
import { count } from "../numbers.js";
import { makeTable } from "./make-table.js";
import type { ReportTable } from "./report-table.js";

/** The scores of models on zoos that they were not fitted on. */
export function transfersTable({ transfers }: ExperimentResults): ReportTable | null {
  return makeTable<TransferRecord>(
    {
      name: "transfers",
      title: "Transfer between zoos",
      caption:
        "Models that were fitted on one zoo and scored on another without fitting again; where both are the same, on its test part.",
      columns: [
        { name: "from", heading: "fitted on", valueOf: ({ from }) => from },
        { name: "to", heading: "scored on", valueOf: ({ to }) => to },
        { name: "predictor", heading: "predictor", valueOf: ({ predictor }) => predictor },
        { name: "features", heading: "features", valueOf: ({ features }) => features },
        { name: "networks", heading: "networks", valueOf: ({ networks }) => networks, format: count },
        { name: "r2", heading: "R²", valueOf: ({ r2 }) => r2 },
        { name: "tau", heading: "τ", valueOf: ({ tau }) => tau },
        { name: "tau_ceiling", heading: "τ at most", valueOf: ({ tauCeiling = null }) => tauCeiling },
      ],
    },
    transfers,
  );
}
