import type { ExperimentResults } from "@weightcast/evaluation";
import { allFigures } from "./figures/all-figures.js";
import { page } from "./page/page.js";

/**
 * Draws the results of experiments: a page and its figures. The page is self-contained: it has the figures inside, no script, and
 * asks for nothing; its links lead to the files beside it, `results.json` among them, which the caller writes. Figures without
 * data (a single zoo has no transfers) are left out; numbers that are null are printed as a dash. The same results give the same text.
 *
 * @returns text by file name: `index.html`, and `figures/NAME.svg` for each figure
 */
export function renderReport(results: ExperimentResults): ReadonlyMap<string, string> {
  const figures = allFigures(results);
  return new Map([
    ["index.html", page(results, figures)],
    ...figures.map(({ name, file }): [string, string] => [`figures/${name}.svg`, file]),
  ]);
}
