import type { Scores } from "./scores.js";

export interface NamedScores {
  readonly name: string;
  readonly scores: Scores;
}

/** Scores as plain text: a header, then a line for each of `rows`, columns aligned, numbers to 4 decimals. No final newline. */
export function scoreTable(rows: readonly NamedScores[]): string {
  const lines = [
    ["", "rows", "R2", "MSE", "MAD", "tau"],
    ...rows.map(({ name, scores: { count, r2, mse, mad, tau } }) => [
      name,
      String(count),
      ...[r2, mse, mad, tau].map((score) => (score === null ? "-" : score.toFixed(4))),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map(([name, ...numbers]) =>
      [name!.padEnd(widths[0]!), ...numbers.map((text, i) => text.padStart(widths[i + 1]!))].join("  "),
    )
    .join("\n");
}
