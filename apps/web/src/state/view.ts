import { targetNamed } from "@weightcast/zoo";
import type { ColumnFilters } from "../filters/column-filter.js";
import { type Measure, PREDICTED, STANDING } from "../measures/measures.js";
import type { Model, PageZoo } from "../page/opened.js";
import { fits } from "../page/opened.js";
import type { ScaleKind } from "../plot/scale.js";
import { type TableOrder, type TableView, wholeTable } from "../results/table-order.js";
import type { Corner } from "../table/lasso.js";

/** The pages of the page. */
export const TABS = ["explore", "dreams", "train", "results"] as const;
export type Tab = (typeof TABS)[number];

/** How the networks of a zoo are drawn: as points of two quantities, as a map by their statistics, or as lines through all hyperparameters. */
export const CHARTS = ["points", "map", "lines"] as const;
export type Chart = (typeof CHARTS)[number];

/** What the table below the plot lists: nothing, what is shown, the worst predictions, or what is inside the lasso. */
export const LISTS = ["none", "shown", "worst", "lasso"] as const;
type List = (typeof LISTS)[number];

/** Everything that is chosen on the page, as it stands in the address. */
export interface View {
  readonly tab: Tab;
  /** The name of the zoo that the page was given as files; empty for the one that came with the page. */
  readonly zoo: string;
  readonly chart: Chart;
  /** The name of the model; empty for the first one. */
  readonly model: string;
  /** Which checkpoints of each run are shown. */
  readonly checkpoint: string;
  /** Names of measures; empty for the usual one. */
  readonly x: string;
  readonly y: string;
  readonly colour: string;
  readonly xScale: ScaleKind;
  readonly yScale: ScaleKind;
  /** A condition on the columns of the metrics. */
  readonly where: string;
  readonly filters: ColumnFilters;
  /** The network that is looked at, `run@step`; empty for none. */
  readonly network: string;
  /** The network that it is compared with. */
  readonly other: string;
  readonly list: List;
  /** The order of the table below the plot; undefined for its own. */
  readonly sort: TableOrder | undefined;
  /** The lasso around chosen networks; empty where there is none. */
  readonly lasso: readonly Corner[];
  /** The table of results that is looked at. */
  readonly table: TableView;
}

/** The view of a page that was just opened. */
export const FIRST_VIEW: View = {
  tab: "explore",
  zoo: "",
  chart: "points",
  model: "",
  checkpoint: "final",
  x: "",
  y: "",
  colour: "",
  xScale: "auto",
  yScale: "auto",
  where: "",
  filters: new Map(),
  network: "",
  other: "",
  list: "none",
  sort: undefined,
  lasso: [],
  table: wholeTable(""),
};

/** The view of a zoo that was just opened: no filter, no selection. */
export const UNFILTERED: Partial<View> = {
  zoo: "",
  network: "",
  other: "",
  filters: new Map(),
  where: "",
  x: "",
  y: "",
  colour: "",
  list: "none",
  sort: undefined,
  lasso: [],
};

/** The measures that are shown where the view names none: predictions against the truth if there is a model that fits. */
export function usualMeasures(
  zoo: PageZoo,
  model: Model | undefined,
  measures: readonly Measure[],
): { readonly x: string; readonly y: string; readonly colour: string } {
  const names = measures.map(({ name }) => name);
  const first = (...wanted: readonly string[]) =>
    wanted.find((name) => names.includes(name)) ?? names[0] ?? "step";
  if (model !== undefined && fits(model, zoo)) {
    const { column } = model.manifest.target;
    if (names.includes(column)) return { x: column, y: PREDICTED, colour: STANDING };
  }
  const best = names.find((name) => targetNamed(name).range !== null);
  return {
    x: first("config.learning_rate", "train_accuracy", "step"),
    y: first("test_accuracy", best ?? ""),
    colour: first("config.optimizer", "config.activation", "step"),
  };
}
