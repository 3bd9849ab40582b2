import type { ExperimentResults } from "@weightcast/evaluation";
import { coverageTable } from "./coverage-table.js";
import { learningCurvesTable } from "./curves-table.js";
import { bestDifferencesTable, featureDifferencesTable } from "./differences-table.js";
import { importancesTable } from "./importances-table.js";
import { publishedTable } from "./published-table.js";
import type { ReportTable } from "./report-table.js";
import { scoresTable } from "./scores-table.js";
import { transfersTable } from "./transfers-table.js";

/** The numbers of the results as tables, the scores first; tables without rows are left out. */
export function reportTables(results: ExperimentResults): ReportTable[] {
  return [
    scoresTable(results),
    publishedTable(results),
    bestDifferencesTable(results),
    featureDifferencesTable(results),
    learningCurvesTable(results),
    transfersTable(results),
    importancesTable(results),
    coverageTable(results),
  ].filter((table) => table !== null);
}
