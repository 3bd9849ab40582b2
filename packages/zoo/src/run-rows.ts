import type { Metrics } from "./metrics.js";

/** Returns the row numbers of each run, ascending; entry i belongs to `metrics.runs[i]`. */
export function rowsOfRuns(metrics: Metrics): number[][] {
  const ofRuns: number[][] = metrics.runs.map(() => []);
  for (let row = 0; row < metrics.rows; row++) ofRuns[metrics.runOfRow[row]!]!.push(row);
  return ofRuns;
}
