import { matrixRow } from "@weightcast/core";
import type { Column, Metrics, Zoo } from "@weightcast/zoo";
import { LAYOUT_KEY, requireFreeWeightsColumn, WEIGHTS_COLUMN } from "../arrow/weights-column.js";
import { formatLayout } from "../csv/layout-csv.js";
import { type ParquetColumnType, parquetBytes, parquetColumn, parquetFloatLists } from "./parquet-bytes.js";

/** Rows of a group without weights, and with them: of the Small CNN Zoo 5 MB. */
const GROUP_ROWS = 65_536;
const GROUP_ROWS_WITH_WEIGHTS = 256;

const TYPES: Readonly<Record<Column["kind"], ParquetColumnType>> = {
  number: "DOUBLE",
  integer: "INT32",
  boolean: "BOOLEAN",
  category: "STRING",
  text: "STRING",
};

/**
 * A zoo as the bytes of a Parquet file: the metrics as typed columns without nulls, then, if asked for, the weights as lists of f32.
 *
 * @throws InputError where a metrics column is named as the weights are
 */
export function zooParquetBytes(
  zoo: Zoo,
  rows: Int32Array,
  withWeights: boolean,
): AsyncGenerator<Uint8Array> {
  requireFreeWeightsColumn(zoo.metrics);
  const columns = Array.from(zoo.metrics.columns, ([name, { kind }]) => [parquetColumn(name, TYPES[kind])]);
  return parquetBytes({
    columns: withWeights ? [...columns, parquetFloatLists(WEIGHTS_COLUMN)] : columns,
    metadata: new Map([[LAYOUT_KEY, formatLayout(zoo.layout)]]),
    groups: withWeights ? groupsWithWeights(zoo, rows) : groups(zoo.metrics, rows),
  });
}

async function* groups(metrics: Metrics, rows: Int32Array) {
  for (let first = 0; first < rows.length; first += GROUP_ROWS) {
    yield metricsGroup(metrics, rows.subarray(first, first + GROUP_ROWS));
  }
}

async function* groupsWithWeights(zoo: Zoo, rows: Int32Array) {
  for await (const { rows: group, weights } of zoo.blocks({
    rows,
    blockRows: GROUP_ROWS_WITH_WEIGHTS,
    reuse: true,
  })) {
    const lists = Array.from(group, (_, i) => Array.from(matrixRow(weights, i)));
    yield [...metricsGroup(zoo.metrics, group), lists];
  }
}

function metricsGroup({ columns }: Metrics, rows: Int32Array) {
  return Array.from(columns.values(), (column) => entries(column, rows));
}

function entries(column: Column, rows: Int32Array) {
  switch (column.kind) {
    case "number":
      return Float64Array.from(rows, (row) => column.values[row]!);
    case "integer":
      return Int32Array.from(rows, (row) => column.values[row]!);
    case "boolean":
      return Array.from(rows, (row) => column.values[row] === 1);
    case "category":
      return Array.from(rows, (row) => column.categories[column.codes[row]!]!);
    case "text":
      return Array.from(rows, (row) => column.values[row]!);
    default:
      return column satisfies never;
  }
}
