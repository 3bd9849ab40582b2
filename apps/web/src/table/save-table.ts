import { csvText } from "@weightcast/core";
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
  return csvText([
    ["network", ...measures.map(({ name }) => name)],
    ...Array.from(rows, (row) => [
      networkName(metrics, row),
      ...measures.map((measure) => cell(measure, row)),
    ]),
  ]);
}

/** Lets the browser save a file. */
export function save(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
