import type { CellRecord, ExperimentResults } from "@weightcast/evaluation";
import { choosingPart, chosenCell, distinct } from "../cells.js";
import { type Content, type Markup, markup } from "../markup.js";
import { MISSING } from "../numbers.js";
import { nameMarkup, scrollingTable } from "./table.js";

/** One numeric column of a table of predictors. */
export interface Column {
  readonly heading: string;
  readonly show: (cell: CellRecord) => Content;
  /**
   * Rates a cell: the higher, the better; null if the cell has no rating. If this is absent, no cell is
   * marked as the best.
   */
  readonly rank?: (cell: CellRecord) => number | null;
}

/** The mark of the cell that was chosen as the best. */
export const CHOSEN = "◆";

/**
 * A zoo's cells: a row for each feature set, below one for hyperparameters alone; a group of columns for each predictor. The best of
 * a column is bold.
 */
export function predictorTable(
  results: ExperimentResults,
  zoo: string,
  id: string,
  caption: Content,
  columns: readonly Column[],
): Markup {
  const cells = results.cells.filter((cell) => cell.zoo === zoo);
  const baselines = results.baselines.filter((cell) => cell.zoo === zoo);
  const predictors = distinct([...cells, ...baselines].map(({ predictor }) => predictor));
  const chosen = chosenCell(results, zoo);
  const best = new Set(
    predictors.flatMap((predictor) => {
      const ofPredictor = cells.filter((cell) => cell.predictor === predictor);
      return columns.flatMap((column) => bestCells(ofPredictor, column).map((cell) => keyOf(cell, column)));
    }),
  );
  const groups = (row: readonly CellRecord[]) =>
    predictors.map((predictor) => {
      const cell = row.find((candidate) => candidate.predictor === predictor);
      return columns.map((column, i) => {
        const classes = [i === 0 ? "first" : "", cell !== undefined && cell === chosen ? "chosen" : ""]
          .join(" ")
          .trim();
        if (cell === undefined) return markup`<td class="${classes}">${MISSING}</td>`;
        const content = best.has(keyOf(cell, column))
          ? markup`<strong>${column.show(cell)}</strong>`
          : column.show(cell);
        const mark =
          cell === chosen && i === 0
            ? markup`<span class="mark" title="chosen by its score on the ${choosingPart(results)} part">${CHOSEN}</span>`
            : null;
        return markup`<td class="${classes}">${mark}${content}</td>`;
      });
    });
  return scrollingTable({
    id,
    caption,
    head: markup`<tr><th rowspan="2" scope="col">features</th>${predictors.map(
      (predictor) => markup`<th class="first" colspan="${columns.length}" scope="colgroup">${predictor}</th>`,
    )}</tr>
<tr>${predictors.map(() =>
      columns.map(
        ({ heading }, i) =>
          markup`<th class="${i === 0 ? "number first" : "number"}" scope="col">${heading}</th>`,
      ),
    )}</tr>`,
    body: [
      baselines.length === 0
        ? null
        : markup`<tr class="baseline"><th scope="row">hyper<wbr/>parameters alone<small>${distinct(baselines.map(({ features }) => features)).map(nameMarkup)}</small></th>${groups(baselines)}</tr>\n`,
      ...distinct(cells.map(({ features }) => features)).map(
        (features) =>
          markup`<tr><th scope="row">${nameMarkup(features)}</th>${groups(
            cells.filter((cell) => cell.features === features),
          )}</tr>\n`,
      ),
    ],
  });
}

function bestCells(cells: readonly CellRecord[], { rank }: Column): CellRecord[] {
  if (rank === undefined) return [];
  const ranked = cells.map((cell) => ({ cell, value: rank(cell) })).filter(({ value }) => value !== null);
  const highest = ranked.reduce((high, { value }) => Math.max(high, value!), Number.NEGATIVE_INFINITY);
  return ranked.filter(({ value }) => value === highest).map(({ cell }) => cell);
}

function keyOf({ predictor, features }: CellRecord, { heading }: Column): string {
  return JSON.stringify([predictor, features, heading]);
}
