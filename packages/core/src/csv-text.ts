/**
 * Lines of cells as CSV (RFC 4180), each line ended by a line feed. A text that a spreadsheet would take for a formula is marked as text by an
 * apostrophe.
 *
 * @param lines null is an empty cell
 */
export function csvText(lines: readonly (readonly (string | number | null)[])[]): string {
  const textOf = (cell: string | number | null) => (typeof cell === "string" ? quoted(cell) : (cell ?? ""));
  return `${lines.map((cells) => cells.map(textOf).join(",")).join("\n")}\n`;
}

function quoted(text: string): string {
  const plain = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
