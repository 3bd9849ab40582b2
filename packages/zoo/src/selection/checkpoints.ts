import { UsageError, unknownName } from "@weightcast/core";
import type { Metrics } from "../metrics.js";
import { rowsOfRuns } from "../run-rows.js";

/** Which checkpoints of each run to take. */
export const CHECKPOINT_CHOICES: readonly string[] = ["final", "early", "middle", "all", "trained", "step:N"];

/**
 * The rows of the chosen checkpoints, ascending: `final` (the last step of each run), `early` (the first), `middle`
 * (of a run's sorted steps, number floor(count / 2)), `all`, `trained` (every step above 0), or `step:N`.
 *
 * @throws UsageError where the choice is unknown, or no row has that step
 */
export function selectCheckpoints(metrics: Metrics, choice: string): Int32Array {
  const steps = metrics.numbers("step");
  const rowsWhere = (keep: (row: number) => boolean) => {
    const rows: number[] = [];
    for (let row = 0; row < metrics.rows; row++) if (keep(row)) rows.push(row);
    return Int32Array.from(rows);
  };
  switch (choice) {
    case "all":
      return rowsWhere(() => true);
    case "trained":
      return rowsWhere((row) => steps[row]! > 0);
    case "final":
      return onePerRun(metrics, (count) => count - 1);
    case "early":
      return onePerRun(metrics, () => 0);
    case "middle":
      return onePerRun(metrics, (count) => Math.floor(count / 2));
  }
  const step = /^step:(\d+)$/.exec(choice)?.[1];
  if (step === undefined) throw unknownName("checkpoint choice", choice, CHECKPOINT_CHOICES);
  const rows = rowsWhere((row) => steps[row] === Number(step));
  if (rows.length > 0) return rows;
  const present = Array.from(new Set(steps)).sort((a, b) => a - b);
  throw new UsageError(
    `no checkpoint of ${metrics.file ?? "the zoo"} has step ${step}; its steps: ${present.join(", ")}`,
  );
}

/** Of each run's rows in order of their steps, the one at the index that `pick` chooses for their count. */
function onePerRun(metrics: Metrics, pick: (count: number) => number): Int32Array {
  const steps = metrics.numbers("step");
  const picked = rowsOfRuns(metrics).map(
    (rows) => rows.sort((a, b) => steps[a]! - steps[b]!)[pick(rows.length)]!,
  );
  return Int32Array.from(picked).sort();
}
