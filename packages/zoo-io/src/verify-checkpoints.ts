import type { Metrics } from "@weightcast/core";
import { finding, rowsWhere, type VerificationFinding } from "./finding.js";

/** The steps at which most runs have a checkpoint. */
export interface UsualSteps {
  /** Ascending. */
  readonly steps: readonly number[];
  /** How many runs have just these. */
  readonly runs: number;
}

/** The steps that the most runs share; of several sets as common, the one that stands first. */
export function usualSteps(metrics: Metrics): UsualSteps {
  const counts = new Map<string, number>();
  for (const steps of stepsOfRuns(metrics)) {
    const key = Array.from(new Set(steps))
      .sort((a, b) => a - b)
      .join(" ");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [key = "", runs = 0] = Array.from(counts).reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const);
  return { steps: key === "" ? [] : key.split(" ").map(Number), runs };
}

/** What is wrong with the checkpoints: their names, their order, and which a run has. */
export function checkpointFindings(metrics: Metrics, usual: UsualSteps): VerificationFinding[] {
  return [...nameFindings(metrics), ...orderFindings(metrics), ...stepFindings(metrics, usual)];
}

/** Runs that end before the others, such as those that diverged. */
export function checkpointNotes(metrics: Metrics, usual: UsualSteps): VerificationFinding[] {
  const last = usual.steps.at(-1) ?? 0;
  const lastOfRun = stepsOfRuns(metrics).map(largest);
  const starts = firstRows(metrics);
  const early = starts.filter((_, run) => lastOfRun[run]! < last);
  return finding(`the run ends before step ${last}`, early);
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
    ...finding("the checkpoint is listed before", repeated),
    ...finding("the checkpoint's name does not end in its step", misnamed),
  ];
}

/** Rows of a run stand together, in string order of their steps: 0, 1, 18, 2, 3. */
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
    ...finding("the run's rows are not together", scattered),
    ...finding("the row comes after one with a step that sorts behind its own", unordered),
  ];
}

function stepFindings(metrics: Metrics, usual: UsualSteps): VerificationFinding[] {
  const starts = firstRows(metrics);
  const usualSet = new Set(usual.steps);
  const gaps: number[] = [];
  const lastOfRun = stepsOfRuns(metrics).map((steps, run) => {
    const [own, last] = [new Set(steps), largest(steps)];
    if (usual.steps.some((step) => step < last && !own.has(step))) gaps.push(starts[run]!);
    return last;
  });
  const steps = metrics.numbers("step");
  const strange = rowsWhere(metrics.rows, (row) => {
    // Of a run that ended early the last step may be any.
    return !usualSet.has(steps[row]!) && steps[row] !== lastOfRun[metrics.runOfRow[row]!];
  });
  return [
    ...finding(`the run lacks a checkpoint of the usual steps (${usual.steps.join(", ")})`, gaps),
    ...finding(`the step is none of the usual (${usual.steps.join(", ")})`, strange),
    ...lastStepFindings(metrics, lastOfRun),
  ];
}

function lastStepFindings(metrics: Metrics, lastOfRun: readonly number[]): VerificationFinding[] {
  const column = metrics.columns.get("laststep");
  if (column?.kind !== "boolean") return [];
  const steps = metrics.numbers("step");
  const wrong = rowsWhere(
    metrics.rows,
    (row) => (column.values[row] === 1) !== (steps[row] === lastOfRun[metrics.runOfRow[row]!]),
  );
  return finding("laststep does not say whether the step is the run's last", wrong);
}

/** The steps of each run, in row order. */
function stepsOfRuns(metrics: Metrics): number[][] {
  const steps = metrics.numbers("step");
  const ofRuns: number[][] = metrics.runs.map(() => []);
  for (let row = 0; row < metrics.rows; row++) ofRuns[metrics.runOfRow[row]!]!.push(steps[row]!);
  return ofRuns;
}

function largest(steps: readonly number[]): number {
  return steps.reduce((a, b) => Math.max(a, b), 0);
}

/** Each run's first row. */
function firstRows(metrics: Metrics): number[] {
  const starts = new Array<number>(metrics.runs.length);
  for (let row = metrics.rows - 1; row >= 0; row--) starts[metrics.runOfRow[row]!] = row;
  return starts;
}
