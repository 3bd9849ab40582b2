import { CHECKPOINT_CHOICES } from "@weightcast/zoo";
import type { ColumnFilter } from "../filters/column-filter.js";
import { SCALE_KINDS } from "../plot/scale.js";
import type { TableOrder, TableView } from "../results/table-order.js";
import type { Corner } from "../table/lasso.js";
import { CHARTS, FIRST_VIEW, LISTS, TABS, type View } from "./view.js";

/** The prefix of the names of filters in an address. */
const FILTER = "only.";
const RANGE = "..";
const WORD_END = "~";
const COORDINATE_END = "_";
/** The names of the parts of a table of results: its name, its order, and the prefix of the columns of which a word is kept. */
const [TABLE, ORDER, ROWS] = ["table", "order", "rows."];
/** The order of the table below the plot, and the corners of the lasso. */
const [SORT, LASSO] = ["sort", "lasso"];
/** The ends of an order: upwards and downwards. */
const [UP, DOWN] = [".up", ".down"];

/** The parts of a view that are words. */
const WORDS = ["zoo", "model", "x", "y", "colour", "where", "network", "other"] as const;
/** The parts of a view that are one of some words. */
const CHOICES = {
  tab: TABS,
  chart: CHARTS,
  checkpoint: CHECKPOINT_CHOICES,
  xScale: SCALE_KINDS,
  yScale: SCALE_KINDS,
  list: LISTS,
} as const;

/** A view as the fragment of an address, with what differs from the first view. */
export function addressOf(view: View): string {
  const parameters = new URLSearchParams();
  for (const name of [...(Object.keys(CHOICES) as (keyof typeof CHOICES)[]), ...WORDS]) {
    if (view[name] !== FIRST_VIEW[name]) parameters.set(name, view[name]);
  }
  for (const [name, filter] of view.filters) parameters.set(FILTER + name, textOf(filter));
  if (view.sort !== undefined) parameters.set(SORT, textOfOrder(view.sort));
  if (view.lasso.length > 0)
    parameters.set(LASSO, view.lasso.map((corner) => corner.join(COORDINATE_END)).join(WORD_END));
  putTable(parameters, view.table);
  const text = parameters.toString();
  return text === "" ? "" : `#${text}`;
}

/** The view of an address; what cannot be read is as in the first view. */
export function viewOf(fragment: string): View {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const words = Object.fromEntries(WORDS.map((name) => [name, parameters.get(name) ?? FIRST_VIEW[name]]));
  const choices = Object.fromEntries(
    Object.entries(CHOICES).map(([name, allowed]) => {
      const value = parameters.get(name) ?? "";
      const isAllowed = (allowed as readonly string[]).includes(value);
      return [name, isAllowed ? value : FIRST_VIEW[name as keyof typeof CHOICES]];
    }),
  );
  const filters = Array.from(parameters).flatMap(([name, text]) => {
    const filter = name.startsWith(FILTER) ? filterOf(text) : undefined;
    return filter === undefined ? [] : [[name.slice(FILTER.length), filter] as const];
  });
  return {
    ...FIRST_VIEW,
    ...words,
    ...choices,
    filters: new Map(filters),
    sort: orderIn(parameters.get(SORT) ?? ""),
    lasso: cornersIn(parameters.get(LASSO) ?? ""),
    table: tableIn(parameters),
  };
}

function putTable(parameters: URLSearchParams, { name, order, words }: TableView): void {
  if (name !== "") parameters.set(TABLE, name);
  if (order !== undefined) parameters.set(ORDER, textOfOrder(order));
  for (const [column, word] of words) parameters.set(ROWS + column, word);
}

function tableIn(parameters: URLSearchParams): TableView {
  const words = Array.from(parameters)
    .filter(([name]) => name.startsWith(ROWS))
    .map(([name, word]) => [name.slice(ROWS.length), word] as const);
  return {
    name: parameters.get(TABLE) ?? "",
    order: orderIn(parameters.get(ORDER) ?? ""),
    words: new Map(words),
  };
}

function cornersIn(text: string): Corner[] {
  if (text === "") return [];
  const corners = text.split(WORD_END).map((corner) => corner.split(COORDINATE_END).map(Number));
  return corners.flatMap(([x, y, ...others]) =>
    x !== undefined && y !== undefined && others.length === 0 && Number.isFinite(x + y)
      ? [[x, y] as const]
      : [],
  );
}

function textOfOrder({ column, sign }: TableOrder): string {
  return column + (sign === 1 ? UP : DOWN);
}

function orderIn(text: string): TableOrder | undefined {
  const sign = text.endsWith(UP) ? 1 : text.endsWith(DOWN) ? -1 : undefined;
  return sign === undefined ? undefined : { column: text.slice(0, text.lastIndexOf(".")), sign };
}

function textOf(filter: ColumnFilter): string {
  if (filter.kind === "words") return filter.words.join(WORD_END);
  return `${filter.low}${RANGE}${filter.high}`;
}

function filterOf(text: string): ColumnFilter | undefined {
  const [low, high, ...others] = text.split(RANGE).map(Number);
  if (low !== undefined && high !== undefined && others.length === 0) {
    return Number.isFinite(low) && Number.isFinite(high) ? { kind: "range", low, high } : undefined;
  }
  return { kind: "words", words: text.split(WORD_END) };
}
