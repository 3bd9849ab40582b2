import type { Metrics } from "../metrics.js";
import { rowsOfRuns } from "../run-rows.js";
import { finding, rowsWhere, type VerificationFinding } from "./finding.js";

/** The most common set of steps at which a run has checkpoints. */
export interface UsualSteps {
  /** The steps, ascending. */
  readonly steps: readonly number[];
  /** The number of runs that have checkpoints at exactly these steps. */
  readonly runs: number;
}

/** The findings about checkpoints: their names, their order, and the steps of each run. */
export interface CheckpointReport {
  readonly usual: UsualSteps;
  /** The problems of the checkpoints. */
  readonly findings: readonly VerificationFinding[];
  /** Runs that end before the others, such as those that diverged. */
  readonly notes: readonly VerificationFinding[];
}

/** The facts that the rows of a run reveal about the run. */
interface Run {
  readonly firstRow: number;
  readonly steps: ReadonlySet<number>;
  readonly lastStep: number;
}

export function reportCheckpoints(metrics: Metrics): CheckpointReport {
  const runs = runsOf(metrics);
  const usual = usualSteps(runs);
  const last = usual.steps.at(-1) ?? 0;
  const early = runs.filter(({ lastStep }) => lastStep < last).map(({ firstRow }) => firstRow);
  return {
    usual,
    findings: [...nameFindings(metrics), ...orderFindings(metrics), ...stepFindings(metrics, runs, usual)],
    notes: finding(`the run ends before step ${last}`, early),
  };
}

function runsOf(metrics: Metrics): Run[] {
  const steps = metrics.numbers("step");
  return rowsOfRuns(metrics).map((rows) => {
    const own = new Set(rows.map((row) => steps[row]!));
    return { firstRow: rows[0]!, steps: own, lastStep: Array.from(own).reduce((a, b) => Math.max(a, b), 0) };
  });
}

/** The most common set of steps; of several sets that are equally common, the first. */
function usualSteps(runs: readonly Run[]): UsualSteps {
  const counts = new Map<string, number>();
  for (const { steps } of runs) {
    const key = Array.from(steps)
      .sort((a, b) => a - b)
      .join(" ");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [key = "", count = 0] = Array.from(counts).reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const);
  return { steps: key === "" ? [] : key.split(" ").map(Number), runs: count };
}

function nameFindings(metrics: Metrics): VerificationFinding[] {
  const steps = metrics.numbers("step");
  const checkpoints = metrics.text("checkpoint");
  const seen = new Set<string>();
  const repeated = rowsWhere(metrics.rows, (row) => {
    const checkpoint = checkpoints[row]!;
    return seen.size === seen.add(checkpoint).size;
  });
  const misnamed = rowsWhere(metrics.rows, (row) => {
    const step = /-(\d+)$/.exec(checkpoints[row]!)?.[1];
    return step === undefined || Number(step) !== steps[row];
  });
  return [
    ...finding("the checkpoint occurs in an earlier row too", repeated),
    ...finding("the checkpoint's name does not end in its step", misnamed),
  ];
}

/** The rows of a run must be adjacent, in the alphabetical order of their steps: 0, 1, 18, 2, 3. */
function orderFindings(metrics: Metrics): VerificationFinding[] {
  const steps = metrics.numbers("step");
  const { runOfRow } = metrics;
  const begun = new Set<number>();
  const scattered: number[] = [];
  const unordered: number[] = [];
  for (let row = 0; row < metrics.rows; row++) {
    const run = runOfRow[row]!;
    const continues = row > 0 && runOfRow[row - 1] === run;
    if (!continues && begun.has(run)) scattered.push(row);
    begun.add(run);
    if (continues && String(steps[row]) < String(steps[row - 1])) unordered.push(row);
  }
  return [
    ...finding("the run's rows are not adjacent", scattered),
    ...finding("the run's rows are not in alphabetical order of their steps (0, 1, 18, 2, 3)", unordered),
  ];
}

function stepFindings(metrics: Metrics, runs: readonly Run[], usual: UsualSteps): VerificationFinding[] {
  const steps = metrics.numbers("step");
  const lastOf = (row: number) => runs[metrics.runOfRow[row]!]!.lastStep;
  const gaps = runs
    .filter((run) => usual.steps.some((step) => step < run.lastStep && !run.steps.has(step)))
    .map(({ firstRow }) => firstRow);
  const usualSet = new Set(usual.steps);
  // A run that ended early may have ended at any step.
  const strange = rowsWhere(metrics.rows, (row) => !usualSet.has(steps[row]!) && steps[row] !== lastOf(row));
  const flags = metrics.columns.get("laststep");
  const misflagged =
    flags?.kind === "boolean"
      ? rowsWhere(metrics.rows, (row) => (flags.values[row] === 1) !== (steps[row] === lastOf(row)))
      : [];
  return [
    ...finding(`the run lacks a checkpoint of the usual steps (${usual.steps.join(", ")})`, gaps),
    ...finding(`the step is not one of the usual steps (${usual.steps.join(", ")})`, strange),
    ...finding("laststep does not say whether the step is the run's last", misflagged),
  ];
}
