import type { Scores } from "./scores.js";

/** One line of a score table: a name and its scores. */
export interface NamedScores {
  readonly name: string;
  readonly scores: Scores;
  /** The greatest tau that ties and the noise of a finite test set leave; null or absent where it is not known. */
  readonly tauCeiling?: number | null | undefined;
}

/**
 * Formats scores as plain text: a header, then one line for each entry of `rows`, with aligned columns and 4 decimals. A column `of at
 * most` follows tau where a ceiling is known. It has no final line break.
 */
export function scoreTable(rows: readonly NamedScores[]): string {
  const hasCeiling = rows.some(({ tauCeiling }) => typeof tauCeiling === "number");
  const lines = [
    ["", "rows", "R2", "MSE", "MAD", "tau", ...(hasCeiling ? ["of at most"] : [])],
    ...rows.map(({ name, scores: { count, r2, mse, mad, tau }, tauCeiling = null }) => [
      name,
      String(count),
      ...[r2, mse, mad, tau, ...(hasCeiling ? [tauCeiling] : [])].map((score) =>
        score === null ? "-" : score.toFixed(4),
      ),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map(([name, ...numbers]) =>
      [name!.padEnd(widths[0]!), ...numbers.map((text, i) => text.padStart(widths[i + 1]!))].join("  "),
    )
    .join("\n");
}
