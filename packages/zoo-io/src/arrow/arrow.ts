import type { BlockOptions, Column, WeightBlock, Zoo } from "@weightcast/zoo";
import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { formatLayout } from "../csv/layout-csv.js";
import { LAYOUT_KEY, requireFreeWeightsColumn, WEIGHTS_COLUMN } from "./weights-column.js";

/**
 * A zoo as Arrow record batches, one for each block of rows: the metrics as typed columns (categories dictionary-encoded), then the
 * weights, which share the memory of their block. No column has nulls: a missing number is NaN.
 *
 * @throws InputError where a metrics column has the name of the weights' column
 */
export async function* recordBatches(zoo: Zoo, options: BlockOptions = {}): AsyncGenerator<RecordBatch> {
  yield* zooBatches(zoo, options).batches;
}

/** The record batches of a zoo and their schema; throws as `recordBatches` does. */
export function zooBatches(
  zoo: Zoo,
  options: BlockOptions = {},
): { readonly schema: Schema; readonly batches: AsyncIterable<RecordBatch> } {
  const columns = zooColumns(zoo);
  return { schema: columns.schema, batches: batchesOf(columns, zoo, options) };
}

/** The chosen rows of a zoo, by default all, as one Arrow table in memory; throws as `recordBatches` does. */
export async function zooTable(zoo: Zoo, options: BlockOptions = {}): Promise<Table> {
  const { schema, batches } = zooBatches(zoo, options);
  const all: RecordBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return new Table(schema, all);
}

/** A record batch of columns without nulls, each with `length` entries. */
export function recordBatch(schema: Schema, length: number, children: Data[]): RecordBatch {
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
  );
}

/** A column of words. */
export function textData(values: readonly string[]): Data<Utf8> {
  return vectorFromArray(values, new Utf8()).data[0]!;
}

interface ColumnBuilder<Type extends DataType = DataType> {
  readonly type: Type;
  /** Returns the column's entries at `rows`, as a view if they are contiguous. */
  build(rows: Int32Array): Data<Type>;
}

interface ZooColumns {
  readonly schema: Schema;
  readonly metrics: readonly ColumnBuilder[];
  readonly weights: FixedSizeList<Float32>;
}

function zooColumns({ metrics, layout }: Zoo): ZooColumns {
  requireFreeWeightsColumn(metrics);
  const builders = Array.from(metrics.columns.values(), columnBuilder);
  const names = Array.from(metrics.columns.keys());
  const weights = new FixedSizeList(layout.parameters, new Field("item", new Float32(), false));
  const fields = [
    ...builders.map(({ type }, i) => new Field(names[i]!, type, false)),
    new Field(WEIGHTS_COLUMN, weights, false),
  ];
  const schema = new Schema(fields, new Map([[LAYOUT_KEY, formatLayout(layout)]]));
  return { schema, metrics: builders, weights };
}

async function* batchesOf(columns: ZooColumns, zoo: Zoo, options: BlockOptions): AsyncGenerator<RecordBatch> {
  for await (const block of zoo.blocks(options)) {
    const metrics = columns.metrics.map((builder) => builder.build(block.rows));
    yield recordBatch(columns.schema, block.rows.length, [...metrics, weightsData(columns.weights, block)]);
  }
}

function weightsData(type: FixedSizeList<Float32>, { rows, weights }: WeightBlock): Data<FixedSizeList> {
  const data = weights.data.subarray(0, rows.length * weights.columns);
  const child = makeData({ type: new Float32(), length: data.length, data });
  return makeData({ type, length: rows.length, nullCount: 0, child });
}

function columnBuilder(column: Column): ColumnBuilder {
  switch (column.kind) {
    case "number":
      return builderOf(new Float64(), (type, rows) =>
        makeData({ type, length: rows.length, data: pick(column.values, rows) }),
      );
    case "integer":
      return builderOf(new Int32(), (type, rows) =>
        makeData({ type, length: rows.length, data: pick(column.values, rows) }),
      );
    case "category": {
      // There is one dictionary for all batches.
      const dictionary = vectorFromArray(column.categories, new Utf8());
      return builderOf(new Dictionary(new Utf8(), new Int32()), (type, rows) =>
        makeData({ type, length: rows.length, data: pick(column.codes, rows), dictionary }),
      );
    }
    case "boolean":
      return builderOf(new Bool(), (type, rows) =>
        makeData({ type, length: rows.length, data: packBits(pick(column.values, rows)) }),
      );
    case "text":
      return builderOf(new Utf8(), (_, rows) => textData(Array.from(rows, (row) => column.values[row]!)));
    default:
      return column satisfies never;
  }
}

function builderOf<Type extends DataType>(
  type: Type,
  build: (type: Type, rows: Int32Array) => Data<Type>,
): ColumnBuilder<Type> {
  return { type, build: (rows) => build(type, rows) };
}

/** Returns the entries at `rows`, as a view if they are contiguous. */
function pick<Values extends Float64Array | Int32Array | Uint8Array>(
  values: Values,
  rows: Int32Array,
): Values {
  const first = rows[0] ?? 0;
  if (rows.every((row, i) => row === first + i)) return values.subarray(first, first + rows.length) as Values;
  const picked = new (values.constructor as new (length: number) => Values)(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]!]!;
  return picked;
}

/**
 * Packs truth values of 0 and 1 as Arrow stores them: the value with the number i is bit i % 8 of byte i / 8.
 */
function packBits(values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) bytes[i >> 3]! |= values[i]! << (i & 7);
  return bytes;
}
