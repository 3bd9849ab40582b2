import { useMemo } from "preact/hooks";
import { isHeldOut, type Predictions } from "../measures/predictions.js";
import type { PageZoo } from "../page/opened.js";
import type { Scaled } from "../plot/points.js";
import type { View } from "../state/view.js";
import { rowsInside } from "./lasso.js";

/** How many of the worst predicted networks are listed. */
export const WORST = 20;

/** The networks of a table. */
export interface Listed {
  readonly title: string;
  readonly rows: Int32Array;
}

export interface ListedOptions {
  readonly view: View;
  readonly zoo: PageZoo;
  readonly predictions: Predictions | undefined;
  /** The rows that are drawn. */
  readonly rows: Int32Array;
  /** The axes on which a lasso is drawn. */
  readonly x: Scaled;
  readonly y: Scaled;
}

/** The networks that the view lists in a table; undefined where it lists none. */
export function useListed({ view, zoo, predictions, rows, x, y }: ListedOptions): Listed | undefined {
  const { list, lasso } = view;
  return useMemo(() => {
    switch (list) {
      case "none":
        return undefined;
      case "shown":
        return { title: "Shown", rows };
      case "worst": {
        const worst = worstRows(zoo, predictions, rows).slice(0, WORST);
        return { title: "Worst predicted of the held out", rows: worst };
      }
      case "lasso":
        return { title: "Chosen", rows: rowsInside(rows, lasso, { x, y }) };
      default:
        return list satisfies never;
    }
  }, [
    list,
    lasso,
    zoo,
    list === "worst" ? predictions : undefined,
    rows,
    x.measure,
    x.kind,
    y.measure,
    y.kind,
  ]);
}

/** The held-out rows, from the worst prediction on. */
export function worstRows(zoo: PageZoo, predictions: Predictions | undefined, rows: Int32Array): Int32Array {
  if (predictions === undefined) return new Int32Array();
  const { column } = predictions.model.manifest.target;
  if (!zoo.metrics.columns.has(column)) return new Int32Array();
  const truth = zoo.metrics.numbers(column);
  const error = (row: number) => Math.abs(predictions.predicted[row]! - truth[row]!);
  return rows
    .filter((row) => isHeldOut(predictions, row) && Number.isFinite(error(row)))
    .sort((a, b) => error(b) - error(a));
}
