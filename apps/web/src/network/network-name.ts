import type { Metrics } from "@weightcast/zoo";

/** The name of a network on the page and in its address: `run@step`. */
export function networkName(metrics: Metrics, row: number): string {
  return `${metrics.runs[metrics.runOfRow[row]!]}@${metrics.numbers("step")[row]}`;
}

/** The row of a network's name; undefined where the zoo has no network of this name. */
export function rowOfNetwork(metrics: Metrics, name: string): number | undefined {
  const at = name.lastIndexOf("@");
  const run = metrics.runs.indexOf(name.slice(0, Math.max(0, at)));
  if (at < 0 || run < 0) return undefined;
  const step = Number(name.slice(at + 1));
  const steps = metrics.numbers("step");
  const row = metrics.runOfRow.findIndex((one, i) => one === run && steps[i] === step);
  return row < 0 ? undefined : row;
}

/** The rows of the run of a network, by step. */
export function rowsOfRun(metrics: Metrics, row: number): number[] {
  const run = metrics.runOfRow[row];
  const steps = metrics.numbers("step");
  const rows = Array.from(metrics.runOfRow.keys()).filter((one) => metrics.runOfRow[one] === run);
  return rows.sort((a, b) => steps[a]! - steps[b]!);
}
