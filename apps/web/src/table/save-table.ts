import type { Measure } from "../measures/measures.js";
import { networkName } from "../network/network-name.js";
import type { PageZoo } from "../page/opened.js";

/** Networks and their measures as CSV; missing values are empty. */
export function tableCsv({ metrics }: PageZoo, rows: Int32Array, measures: readonly Measure[]): string {
  const cell = ({ values, categories }: Measure, row: number) => {
    const value = values[row]!;
    if (categories !== undefined) return categories[value] ?? null;
    return Number.isFinite(value) ? value : null;
  };
  return csvOf([
    ["network", ...measures.map(({ name }) => name)],
    ...Array.from(rows, (row) => [
      networkName(metrics, row),
      ...measures.map((measure) => cell(measure, row)),
    ]),
  ]);
}

/** Lines of cells as CSV; null is an empty cell. */
export function csvOf(lines: readonly (readonly (string | number | null)[])[]): string {
  const textOf = (cell: string | number | null) => (typeof cell === "string" ? quoted(cell) : (cell ?? ""));
  return `${lines.map((cells) => cells.map(textOf).join(",")).join("\n")}\n`;
}

/** A text cell of CSV; a text that a spreadsheet would take for a formula is marked as text. */
function quoted(text: string): string {
  const plain = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Lets the browser save a file. */
export function save(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
