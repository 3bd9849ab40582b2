import { UsageError, unknownName } from "@weightcast/core";
import type { Metrics } from "../metrics.js";
import { rowsOfRuns } from "../run-rows.js";

/** The choices of checkpoints that `selectCheckpoints` knows. */
export const CHECKPOINT_CHOICES: readonly string[] = ["final", "early", "middle", "all", "trained", "step:N"];

/**
 * The rows of the chosen checkpoints, ascending.
 *
 * @param choice `final` (the last step of each run), `early` (the first step of each run), `middle` (the step at index floor(count / 2) of a
 *   run's sorted steps), `all` (every row), `trained` (every step above 0), or `step:N` (every row of step N)
 * @throws UsageError where the choice is unknown, or the choice is `step:N` and no row has step N
 */
export function selectCheckpoints(metrics: Metrics, choice: string): Int32Array {
  const steps = metrics.numbers("step");
  const rowsWhere = (keep: (row: number) => boolean) => {
    const rows = new Int32Array(metrics.rows);
    let count = 0;
    for (let row = 0; row < metrics.rows; row++) if (keep(row)) rows[count++] = row;
    return rows.slice(0, count);
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
    `no checkpoint of ${metrics.file ?? "the zoo"} has step ${step}; the steps that occur: ${present.join(", ")}`,
  );
}

/**
 * Returns one row of each run. `pick` gets the number of the run's rows and returns an index into the rows
 * sorted by step.
 */
function onePerRun(metrics: Metrics, pick: (count: number) => number): Int32Array {
  const steps = metrics.numbers("step");
  const picked = rowsOfRuns(metrics).map(
    (rows) => rows.sort((a, b) => steps[a]! - steps[b]!)[pick(rows.length)]!,
  );
  return Int32Array.from(picked).sort();
}
