import { createLayout, type Layout, Metrics } from "@weightcast/zoo";
import type { OpenedModel, OpenedZoo } from "../engine/messages.js";
import { unpackColumn } from "../engine/packed-columns.js";

/** A zoo as the page shows it. The engine has its weights. */
export interface PageZoo {
  /** The engine's number of the zoo. */
  readonly id: number;
  readonly name: string;
  readonly rows: number;
  readonly layout: Layout;
  readonly metrics: Metrics;
  /** The zoo without the network that was added to it; undefined where none was. */
  readonly grownFrom?: PageZoo;
}

/** A model as the page shows it. The engine predicts with it. */
export type Model = OpenedModel;

/** The zoo that the engine has opened. */
export function pageZoo({ id, name, layout, columns, runs }: OpenedZoo): PageZoo {
  const unpacked = columns.map(([column, values]) => [column, unpackColumn(values)] as const);
  const metrics = new Metrics(new Map(unpacked), name, runs);
  return { id, name, rows: metrics.rows, layout: createLayout(layout), metrics };
}

/** Whether a model is for the networks of a zoo: the layouts are the same. */
export function fits({ manifest }: Model, { layout }: PageZoo): boolean {
  const names = (tensors: readonly { readonly name: string; readonly shape: readonly number[] }[]) =>
    JSON.stringify(tensors.map(({ name, shape }) => [name, shape]));
  return names(manifest.layout) === names(layout.tensors);
}

/** The data set that a network was trained on, where the metrics name it. */
export function datasetOf({ metrics }: PageZoo, row: number): string | undefined {
  const column = metrics.columns.get("config.dataset");
  if (column?.kind === "category") return column.categories[column.codes[row]!];
  return column?.kind === "text" ? column.values[row] : undefined;
}
