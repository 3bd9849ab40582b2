import { type ColumnKind, FURTHER_METRICS, METRICS_SCHEMA } from "@weightcast/zoo";

/** The maximum number of columns of a metrics table, because each column takes memory before its first cell. */
export const MOST_METRICS_COLUMNS = 4096;

/** The kinds of the columns that METRICS_SCHEMA and FURTHER_METRICS list, by their names. */
export const METRICS_KINDS: ReadonlyMap<string, ColumnKind> = new Map(
  [...METRICS_SCHEMA, ...FURTHER_METRICS].map(({ name, kind }) => [name, kind]),
);
