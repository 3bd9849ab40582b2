import { gatherRows, InputError, type Matrix, throwIfCancelled } from "@weightcast/core";
import { type Column, Metrics, REQUIRED_METRICS } from "./metrics.js";
import { type BlockOptions, type WeightBlock, type Zoo, zooWithBlocks } from "./zoo.js";

/** Networks to add to a zoo. */
export interface AddedNetworks {
  /** [networks, parameters]. */
  readonly weights: Matrix<Float32Array>;
  /**
   * Values of the networks by the name of the metrics column: [networks]. A column of the zoo that is not named is missing for these networks: NaN
   * for numbers, an empty word for words. Names that the zoo has no column for are passed over.
   */
  readonly values: ReadonlyMap<string, readonly (number | string)[]>;
}

/** The number of rows in a block where the reader asks for none. */
const BLOCK_ROWS = 256;

/**
 * A zoo with further networks, whose rows follow its own. The weights of the added networks stay in memory; the zoo's own are read as they
 * are needed. It has its own fingerprint.
 *
 * @throws InputError where the networks have another number of weights than those of the zoo, a required column is not named, or a value is
 * a word where the column holds numbers
 * @throws RangeError where a column has another number of values than there are networks
 */
export function grownZoo(zoo: Zoo, { weights, values }: AddedNetworks): Zoo {
  if (weights.columns !== zoo.layout.parameters) {
    throw new InputError(
      `the added networks have ${weights.columns} weights each, but those of the zoo have ${zoo.layout.parameters}`,
      { file: zoo.name },
    );
  }
  const metrics = grownMetrics(zoo, weights.rows, values);
  const { name, layout } = zoo;
  return zooWithBlocks(
    { name, layout, metrics, rows: metrics.rows },
    async function* (options: BlockOptions = {}) {
      const rows = Int32Array.from(options.rows ?? metrics.runOfRow.map((_, row) => row));
      const stray = rows.find((row) => row < 0 || row >= metrics.rows);
      if (stray !== undefined) {
        throw new RangeError(`row ${stray} of ${name} is out of range (0 to ${metrics.rows - 1})`);
      }
      for (let first = 0; first < rows.length; ) {
        const isOwn = (row: number) => row < zoo.rows;
        const later = rows.subarray(first).findIndex((row) => isOwn(row) !== isOwn(rows[first]!));
        const stretch = rows.slice(first, later < 0 ? rows.length : first + later);
        if (isOwn(rows[first]!)) yield* zoo.blocks({ ...options, rows: stretch });
        else yield* addedBlocks(zoo, weights, stretch, options);
        first += stretch.length;
      }
    },
  );
}

/** The weights of added networks, block by block. */
function* addedBlocks(
  zoo: Zoo,
  weights: Matrix<Float32Array>,
  rows: Int32Array,
  { blockRows = BLOCK_ROWS, signal }: BlockOptions,
): Generator<WeightBlock> {
  for (let first = 0; first < rows.length; first += blockRows) {
    throwIfCancelled(signal, `reading ${zoo.name}`);
    const block = rows.slice(first, first + blockRows);
    const places = block.map((row) => row - zoo.rows);
    yield { rows: block, weights: gatherRows(weights, places) };
  }
}

function grownMetrics(zoo: Zoo, count: number, values: AddedNetworks["values"]): Metrics {
  for (const required of REQUIRED_METRICS) {
    if (!values.has(required)) {
      throw new InputError(`the added networks have no value of the column '${required}'`, {
        file: zoo.name,
      });
    }
  }
  const columns = Array.from(zoo.metrics.columns, ([name, column]) => {
    const added = values.get(name) ?? missing(column, count);
    if (added.length !== count) {
      throw new RangeError(`the column '${name}' has ${added.length} values for ${count} added networks`);
    }
    return [name, grownColumn(name, column, added)] as const;
  });
  return new Metrics(new Map(columns), zoo.metrics.file);
}

function missing({ kind }: Column, count: number): (number | string)[] {
  return new Array<number | string>(count).fill(kind === "text" || kind === "category" ? "" : Number.NaN);
}

function grownColumn(name: string, column: Column, added: readonly (number | string)[]): Column {
  if (column.kind === "text") return { kind: "text", values: [...column.values, ...added.map(String)] };
  if (column.kind === "category") {
    const words = added.map(String);
    const categories = Array.from(new Set([...column.categories, ...words]));
    const codes = [...column.codes, ...words.map((word) => categories.indexOf(word))];
    return { kind: "category", codes: Int32Array.from(codes), categories };
  }
  const numbers = [...column.values, ...added.map(Number)];
  const word = added.find((value) => typeof value === "string");
  if (word !== undefined) {
    throw new InputError(`holds numbers, but an added network has '${word}'`, { column: name });
  }
  // Whole numbers and truth values cannot be missing.
  if (added.some((value) => !Number.isInteger(value))) {
    return { kind: "number", values: Float64Array.from(numbers) };
  }
  switch (column.kind) {
    case "number":
      return { kind: "number", values: Float64Array.from(numbers) };
    case "integer":
      return { kind: "integer", values: Int32Array.from(numbers) };
    case "boolean":
      return { kind: "boolean", values: Uint8Array.from(numbers) };
    default:
      return column satisfies never;
  }
}
