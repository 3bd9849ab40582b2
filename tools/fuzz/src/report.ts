import type { Outcome, ParserReport } from "./running/run-parser.js";

const OUTCOMES: readonly Outcome[] = ["valid", "ours", "foreign", "wrong", "hang", "memory", "crash"];
const HEADER = ["parser", "cases", ...OUTCOMES, "slowest ms", "peak MiB"];
/** The most failures of a parser that are shown. */
const MOST_SHOWN = 10;

/** A table of how the cases ended, a line for each parser and one for all. */
export function reportTable(reports: readonly ParserReport[]): string {
  const lines = reports.map(({ parser, counts, slowestMilliseconds, peakBytes }) =>
    line(parser, counts, slowestMilliseconds, peakBytes),
  );
  const total = new Map(
    OUTCOMES.map((outcome) => [
      outcome,
      reports.reduce((sum, { counts }) => sum + (counts.get(outcome) ?? 0), 0),
    ]),
  );
  const slowest = Math.max(0, ...reports.map(({ slowestMilliseconds }) => slowestMilliseconds));
  const peak = Math.max(0, ...reports.map(({ peakBytes }) => peakBytes));
  const all = [HEADER, ...lines, line("all", total, slowest, peak)];
  const widths = HEADER.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

function line(
  name: string,
  counts: ReadonlyMap<Outcome, number>,
  milliseconds: number,
  peakBytes: number,
): string[] {
  const cases = Array.from(counts.values()).reduce((sum, count) => sum + count, 0);
  return [
    name,
    String(cases),
    ...OUTCOMES.map((outcome) => String(counts.get(outcome) ?? 0)),
    String(Math.round(milliseconds)),
    String(Math.round(peakBytes / 2 ** 20)),
  ];
}

/** The cases that ended as none should, with the command that runs each again. */
export function describeFailures({ parser, failures }: ParserReport, seed: number): string {
  const shown = failures
    .slice(0, MOST_SHOWN)
    .map(
      ({ index, outcome, message }) =>
        `${outcome}: ${message}\n  again: pnpm fuzz ${parser} --first ${index} --cases 1 --seed ${seed} --write FOLDER`,
    );
  const more = failures.length - shown.length;
  return [`${parser}:`, ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
