import type { ExperimentResults } from "@weightcast/evaluation";
import { allFigures } from "./figures/all-figures.js";
import { page } from "./page/page.js";

/**
 * Draws the results of experiments as a page with figures. The page is self-contained: it includes the figures, has no script, and makes no
 * requests. Its links lead to files in the same folder, such as `results.json`, which the caller writes. Figures without data (such as transfers
 * for a single zoo) are left out; numbers that are null are shown as a dash. The same results give the same text.
 *
 * @returns the texts of the files by name: `index.html`, and `figures/NAME.svg` for each figure
 */
export function renderReport(results: ExperimentResults): ReadonlyMap<string, string> {
  const figures = allFigures(results);
  return new Map([
    ["index.html", page(results, figures)],
    ...figures.map(({ name, file }): [string, string] => [`figures/${name}.svg`, file]),
  ]);
}
