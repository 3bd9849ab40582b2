import { allFinite, type Column, matrixRow, type Zoo } from "@weightcast/core";
import type { ProgressListener } from "@weightcast/runtime";

/** Something that is wrong with a zoo. */
export interface VerificationFinding {
  readonly problem: string;
  readonly count: number;
  /** The first row that has it. */
  readonly firstRow: number;
}

export interface Verification {
  /** Rows with a NaN or an infinity among their weights: diverged runs, not an error of the zoo. */
  readonly nonFinite: { readonly count: number; readonly firstRow: number | undefined };
  readonly findings: readonly VerificationFinding[];
}

/** Reads a whole zoo and reports what is wrong with it. */
export async function verifyZoo(zoo: Zoo, onProgress?: ProgressListener): Promise<Verification> {
  const findings = [...checkpointFindings(zoo), ...metricFindings(zoo)];
  let count = 0;
  let firstRow: number | undefined;
  let done = 0;
  for await (const { rows, weights } of zoo.blocks({ reuse: true })) {
    for (let i = 0; i < rows.length; i++) {
      if (allFinite(matrixRow(weights, i))) continue;
      firstRow ??= rows[i]!;
      count++;
    }
    done += rows.length;
    onProgress?.({ stage: "verify", done, total: zoo.rows, unit: "rows" });
  }
  return { nonFinite: { count, firstRow }, findings };
}

/** Collects rows with one problem into a finding. */
function finding(problem: string, rows: readonly number[]): VerificationFinding[] {
  return rows.length === 0 ? [] : [{ problem, count: rows.length, firstRow: rows[0]! }];
}

function checkpointFindings({ metrics }: Zoo): VerificationFinding[] {
  const steps = metrics.numbers("step");
  const seen = new Set<string>();
  const duplicates: number[] = [];
  const mismatches: number[] = [];
  const scattered: number[] = [];
  const finished = new Set<number>();
  for (const [row, checkpoint] of metrics.text("checkpoint").entries()) {
    if (seen.has(checkpoint)) duplicates.push(row);
    seen.add(checkpoint);
    const step = /-(\d+)$/.exec(checkpoint)?.[1];
    if (step === undefined || Number(step) !== steps[row]) mismatches.push(row);
    const run = metrics.runOfRow[row]!;
    const previous = row === 0 ? run : metrics.runOfRow[row - 1]!;
    if (run !== previous) {
      finished.add(previous);
      if (finished.has(run)) scattered.push(row);
    }
  }
  return [
    ...finding("the checkpoint is listed before", duplicates),
    ...finding("the checkpoint's name does not end in its step", mismatches),
    ...finding("the run's rows are not together", scattered),
  ];
}

const ACCURACIES = ["test_accuracy", "train_accuracy"];

function metricFindings({ metrics }: Zoo): VerificationFinding[] {
  const rowsWhere = (column: Column | undefined, test: (value: number) => boolean) => {
    if (column?.kind !== "number") return [];
    return Array.from(column.values.keys()).filter((row) => test(column.values[row]!));
  };
  return ACCURACIES.flatMap((name) =>
    finding(
      `${name} is not in [0, 1]`,
      rowsWhere(metrics.columns.get(name), (value) => !(value >= 0 && value <= 1)),
    ),
  );
}
