import type { BlockOptions, Column, WeightBlock, Zoo } from "@weightcast/core";
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
  type Vector,
  vectorFromArray,
} from "apache-arrow";

/** The column of a zoo's Arrow table that holds the flat weight vectors, as FixedSizeList<float32>[parameters]. */
export const WEIGHTS_COLUMN = "weights";

/**
 * A zoo as Arrow record batches, one a block of rows: the metrics as typed columns (categories dictionary-encoded), then the
 * weights. The weights share the memory of their block.
 */
export async function* recordBatches(zoo: Zoo, options: BlockOptions = {}): AsyncGenerator<RecordBatch> {
  const builders = Array.from(zoo.metrics.columns, ([name, column]) => columnBuilder(name, column));
  const { parameters } = zoo.layout;
  const item = new Field("item", new Float32(), false);
  const list = new FixedSizeList(parameters, item);
  const schema = new Schema([...builders.map(({ field }) => field), new Field(WEIGHTS_COLUMN, list, false)]);
  const weightsData = ({ rows, weights }: WeightBlock) => {
    const data = weights.data.subarray(0, rows.length * parameters);
    const child = makeData({ type: new Float32(), length: data.length, data });
    return makeData({ type: list, length: rows.length, nullCount: 0, child });
  };
  for await (const block of zoo.blocks(options)) {
    const children: Data[] = [...builders.map(({ build }) => build(block.rows)), weightsData(block)];
    const type = new Struct(schema.fields);
    yield new RecordBatch(schema, makeData({ type, length: block.rows.length, nullCount: 0, children }));
  }
}

/** A whole zoo, or the chosen rows, as one Arrow table in memory. */
export async function zooTable(zoo: Zoo, options: BlockOptions = {}): Promise<Table> {
  const batches: RecordBatch[] = [];
  for await (const batch of recordBatches(zoo, options)) batches.push(batch);
  return new Table(batches);
}

interface ColumnBuilder {
  readonly field: Field;
  /** The column's entries at `rows`: a view where they are contiguous. */
  build(rows: Int32Array): Data;
}

function columnBuilder(name: string, column: Column): ColumnBuilder {
  const builder = <T extends DataType>(type: T, build: (rows: Int32Array) => Data<T>) => ({
    field: new Field(name, type, false),
    build,
  });
  switch (column.kind) {
    case "number": {
      const type = new Float64();
      return builder(type, (rows) =>
        makeData({ type, length: rows.length, data: pick(column.values, rows) }),
      );
    }
    case "integer": {
      const type = new Int32();
      return builder(type, (rows) =>
        makeData({ type, length: rows.length, data: pick(column.values, rows) }),
      );
    }
    case "category": {
      const dictionary = vectorFromArray(column.categories, new Utf8());
      const type = new Dictionary(new Utf8(), new Int32());
      return builder(type, (rows) =>
        makeData({ type, length: rows.length, data: pick(column.codes, rows), dictionary }),
      );
    }
    case "boolean":
      return builder(new Bool(), (rows) =>
        only(
          vectorFromArray(
            Array.from(rows, (row) => column.values[row] === 1),
            new Bool(),
          ),
        ),
      );
    case "text":
      return builder(new Utf8(), (rows) =>
        only(
          vectorFromArray(
            Array.from(rows, (row) => column.values[row]!),
            new Utf8(),
          ),
        ),
      );
    default:
      return column satisfies never;
  }
}

/** The entries at `rows`: a view where they are contiguous. */
function pick<Values extends Float64Array | Int32Array | Uint8Array>(
  values: Values,
  rows: Int32Array,
): Values {
  const first = rows[0] ?? 0;
  if (rows.every((row, i) => row === first + i)) return values.subarray(first, first + rows.length) as Values;
  return (values.constructor as unknown as { from(source: Iterable<number>): Values }).from(
    Array.from(rows, (row) => values[row]!),
  );
}

/** The one chunk of a vector that was built at once. */
function only<T extends DataType>(vector: Vector<T>): Data<T> {
  return vector.data[0]!;
}
