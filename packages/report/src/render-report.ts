import type { EnvironmentRecord, ExperimentResults } from "@weightcast/evaluation";
import { citation } from "./citation.js";
import { allFigures } from "./figures/all-figures.js";
import { page } from "./page/page.js";
import { reportTables } from "./tables/report-tables.js";
import { tableCsv } from "./tables/table-csv.js";
import { tableLatex } from "./tables/table-latex.js";

/**
 * Draws the results of experiments as a page with figures. The page is self-contained: it includes the figures, has no script, and makes no
 * requests. Its links lead to files in the same folder, such as `results.json`, which the caller writes. Figures without data (such as transfers
 * for a single zoo) are left out; numbers that are null are shown as a dash. The same results and environment give the same text.
 *
 * @param environment when and where the results were computed, which the page then says; the caller writes it as `environment.json`
 * @returns the texts of the files by name: `index.html`, `figures/NAME.svg` for each figure, `tables/NAME.csv` and `tables/NAME.tex` for each
 *   table, and `citation.bib`
 */
export function renderReport(
  results: ExperimentResults,
  environment?: EnvironmentRecord,
): ReadonlyMap<string, string> {
  const figures = allFigures(results);
  const tables = reportTables(results);
  return new Map([
    ["index.html", page(results, { figures, tables, environment })],
    ...figures.map(({ name, file }): [string, string] => [`figures/${name}.svg`, file]),
    ...tables.flatMap((table): [string, string][] => [
      [`tables/${table.name}.csv`, tableCsv(table)],
      [`tables/${table.name}.tex`, tableLatex(table)],
    ]),
    ["citation.bib", citation(results.weightcast)],
  ]);
}
