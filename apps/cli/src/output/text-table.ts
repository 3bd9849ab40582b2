/**
 * Lines of cells as text, the cells of a column below each other: the first column to the left, others to the right where `isNumeric`.
 *
 * @param lines cells of equal number in each line
 */
export function textTable(
  lines: readonly (readonly string[])[],
  isNumeric: (column: number) => boolean,
): string[] {
  const widths: number[] = [];
  for (const cells of lines) {
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return lines.map((cells) =>
    cells
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
