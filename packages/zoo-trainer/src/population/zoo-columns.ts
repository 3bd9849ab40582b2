import { type Architecture, architectureText } from "@weightcast/networks";
import { type ColumnKind, FURTHER_METRICS, HYPERPARAMETER_PREFIX, METRICS_SCHEMA } from "@weightcast/zoo";
import { columnsOfMeasures, type MeasureName } from "../measures/measures.js";
import { MEASURED_COLUMNS } from "../training/checkpoint.js";
import { UNPUBLISHED_DEFAULTS } from "./hyperparameters.js";
import type { Population } from "./population.js";

/** A column of a zoo's metrics table. */
export interface ZooColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** The names of the metrics of each checkpoint of networks of an architecture, in the order of the columns. */
export function measuredColumns(
  measures: readonly MeasureName[] | undefined,
  architecture: Architecture,
): string[] {
  return [...MEASURED_COLUMNS, ...columnsOfMeasures(measures ?? [], classesOf(architecture))];
}

/** How many classes networks tell apart: the units of the last layer. */
export function classesOf({ layers }: Architecture): number {
  const last = layers.at(-1);
  return last?.kind === "dense" ? last.units : 0;
}

/**
 * Hyperparameters that the published tables lack, and in which the networks of a population differ from the published ones, by the names of
 * their columns.
 */
export function furtherSettings(
  { space }: Population,
  architecture: Architecture,
): Record<string, string | number> {
  const settings: Record<string, string | number> = {};
  const text = architectureText(architecture);
  if (text !== undefined) settings.architecture = text;
  const { augment_traindata, cnn_stride, reduce_learningrate } = { ...UNPUBLISHED_DEFAULTS, ...space };
  if (augment_traindata) settings.augment_traindata = 1;
  if (cnn_stride !== UNPUBLISHED_DEFAULTS.cnn_stride) settings.cnn_stride = cnn_stride;
  if (reduce_learningrate) settings.reduce_learningrate = 1;
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [HYPERPARAMETER_PREFIX + name, value]),
  );
}

/**
 * The columns of a zoo's metrics table: those of the Small CNN Zoo; then further hyperparameters, where its networks differ from the published
 * ones in them; then what was measured beyond accuracies and losses.
 */
export function zooColumns(population: Population, architecture: Architecture): ZooColumn[] {
  const further = furtherSettings(population, architecture);
  const published = METRICS_SCHEMA.map(({ name }) => name);
  const measured = measuredColumns(population.measures, architecture);
  return [
    ...METRICS_SCHEMA,
    ...FURTHER_METRICS.filter(({ name }) => name in further),
    ...measured
      .filter((name) => !published.includes(name))
      .map((name): ZooColumn => ({ name, kind: "number" })),
  ];
}
