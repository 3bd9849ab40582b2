import { InputError, type Matrix, matrix, throwIfCancelled, type WorkOptions } from "@weightcast/core";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import {
  type Column,
  type Layout,
  Metrics,
  StoredZoo,
  type WeightReader,
  type WeightSource,
  type Zoo,
} from "@weightcast/zoo";
import { DataType, type Schema } from "apache-arrow";
import { parseLayout } from "../csv/layout-csv.js";
import { type FilePart, fillParts } from "../files/fill-parts.js";
import { bytesFor, readAt } from "../files/read-at.js";
import { type ColumnGatherer, columnGatherer, decodeTexts } from "./arrow-columns.js";
import {
  ADVICE,
  type ArrowMessage,
  type ArrowRows,
  arrowMessages,
  malformedArrow,
} from "./arrow-messages.js";
import { LAYOUT_KEY, WEIGHTS_COLUMN } from "./weights-column.js";

/** The number of buffers of the weights, which are the last of a batch: two validity buffers (of the list and its items) and the numbers. */
const WEIGHT_BUFFERS = 3;
const ITEM_BYTES = 4;

/**
 * Opens an Arrow IPC file with a zoo. Reads the metrics and the layout; weights are read when rows are requested.
 *
 * @throws InputError where the file is not an Arrow IPC file with a zoo
 * @throws CancelledError once `signal` is aborted
 */
export async function openArrowZoo(
  stored: StoredFile,
  { onProgress, signal }: WorkOptions = {},
): Promise<Zoo> {
  const file = await stored.open(signal);
  let byte: number | undefined;
  try {
    let reader: ArrowZooReader | undefined;
    for await (const message of arrowMessages(file)) {
      throwIfCancelled(signal, `opening ${stored.path}`);
      byte = message.body;
      onProgress?.({ stage: "reading", done: byte, total: file.size, unit: "bytes" });
      if (message.kind !== "schema") await reader?.add(message);
      else if (reader === undefined) reader = new ArrowZooReader(stored, file, message.schema);
    }
    byte = undefined;
    if (reader === undefined)
      throw new InputError(`is malformed: it has no schema; ${ADVICE}`, { file: stored.path });
    return reader.finish();
  } catch (cause) {
    throw malformedArrow(cause, stored.path, byte);
  } finally {
    await file.close();
  }
}

/** Rows of weights that are adjacent in the file. */
interface WeightsPlace {
  readonly firstRow: number;
  readonly position: number;
}

class ArrowZooReader {
  private readonly layout: Layout;
  private readonly names: readonly string[];
  private readonly gatherers: readonly ColumnGatherer[];
  private readonly dictionaries = new Map<number, string[]>();
  private readonly places: WeightsPlace[] = [];
  private rows = 0;

  constructor(
    private readonly stored: StoredFile,
    private readonly file: OpenFile,
    schema: Schema,
  ) {
    const { path } = stored;
    this.layout = readLayout(schema, path);
    const fields = schema.fields.slice(0, -1);
    this.names = fields.map(({ name }) => name);
    this.gatherers = fields.map((field) => {
      const gatherer = columnGatherer(field, this.dictionaries);
      if (gatherer !== undefined) return gatherer;
      throw new InputError(`has the type ${field.type}, which metrics columns cannot have`, {
        file: path,
        column: field.name,
      });
    });
  }

  async add(message: Exclude<ArrowMessage, { readonly kind: "schema" }>): Promise<void> {
    const { body, bodyBytes, data } = message;
    if (data.isCompressed)
      throw new InputError("is compressed; the .arrow file of a zoo must not be compressed", {
        file: this.stored.path,
      });
    if (data.nulls > 0)
      throw new InputError("has nulls; the .arrow file of a zoo must not have nulls", {
        file: this.stored.path,
      });
    if (message.kind === "rows") return this.addRows(data, body, bodyBytes);
    const words = decodeTexts(buffersOf(data.buffers, await this.read(body, bodyBytes)), data.rows);
    const { id, isDelta } = message;
    this.dictionaries.set(id, isDelta ? [...(this.dictionaries.get(id) ?? []), ...words] : words);
  }

  finish(): Zoo {
    const { layout, stored, rows } = this;
    const columns = this.gatherers.map((gatherer, i): [string, Column] => [
      this.names[i]!,
      gatherer.finish(),
    ]);
    const weights = new ArrowWeights(stored, rows, layout.parameters, this.places);
    return new StoredZoo(stored.path, layout, new Metrics(new Map(columns), stored.path), weights);
  }

  private async addRows({ rows, buffers }: ArrowRows, body: number, bodyBytes: number): Promise<void> {
    const weights = buffers.at(-1);
    const wanted = this.gatherers.reduce((sum, { buffers }) => sum + buffers, 0) + WEIGHT_BUFFERS;
    const weightBytes = rows * this.layout.parameters * ITEM_BYTES;
    if (
      buffers.length !== wanted ||
      weights === undefined ||
      weights.length < weightBytes ||
      weights.offset + weightBytes > bodyBytes
    ) {
      throw new RangeError("a batch does not fit its schema");
    }
    const metrics = buffersOf(buffers.slice(0, -WEIGHT_BUFFERS), await this.read(body, weights.offset));
    let next = 0;
    for (const gatherer of this.gatherers) {
      gatherer.add(metrics.slice(next, next + gatherer.buffers), rows);
      next += gatherer.buffers;
    }
    this.places.push({ firstRow: this.rows, position: body + weights.offset });
    this.rows += rows;
  }

  private read(position: number, length: number): Promise<Uint8Array> {
    return readAt(this.file, position, length);
  }
}

/** @throws RangeError where a buffer is outside the bytes */
function buffersOf(places: ArrowRows["buffers"], bytes: Uint8Array): Uint8Array[] {
  return places.map(({ offset, length }) => {
    if (offset + length > bytes.length) {
      throw new RangeError(`a buffer at ${offset} of ${length} bytes`);
    }
    return bytes.subarray(offset, offset + length);
  });
}

/** @throws InputError where the schema is not that of a zoo */
function readLayout({ fields, metadata }: Schema, file: string): Layout {
  const weights = fields.at(-1);
  const text = metadata.get(LAYOUT_KEY);
  if (weights?.name !== WEIGHTS_COLUMN || !DataType.isFixedSizeList(weights.type) || text === undefined) {
    throw new InputError(
      `is not a zoo: its last column is not '${WEIGHTS_COLUMN}', or its metadata have no layout`,
      { file },
    );
  }
  const layout = parseLayout(text, file);
  const item = weights.type.children[0]?.type;
  if (
    !DataType.isFloat(item) ||
    item.ArrayType !== Float32Array ||
    weights.type.listSize !== layout.parameters
  ) {
    throw new InputError(`has the type ${weights.type}, not a list of ${layout.parameters} float32`, {
      file,
      column: WEIGHTS_COLUMN,
    });
  }
  return layout;
}

/** The weights in an Arrow file, whose rows are read at their positions. */
class ArrowWeights implements WeightSource {
  constructor(
    private readonly stored: StoredFile,
    readonly rows: number,
    readonly columns: number,
    private readonly places: readonly WeightsPlace[],
  ) {}

  async open(): Promise<WeightReader> {
    const file = await this.stored.open();
    return { take: (rows, memory) => this.take(file, rows, memory), close: () => file.close() };
  }

  /** One read for each span of consecutive rows within a batch. */
  private async take(file: OpenFile, rows: Int32Array, memory?: Float32Array): Promise<Matrix<Float32Array>> {
    const rowBytes = this.columns * ITEM_BYTES;
    const bytes = bytesFor(rows.length * rowBytes, memory);
    const parts: FilePart[] = [];
    for (let first = 0; first < rows.length; ) {
      const index = this.placeOf(rows[first]!);
      const { firstRow, position } = this.places[index]!;
      const nextRow = this.places[index + 1]?.firstRow ?? this.rows;
      let end = first + 1;
      while (end < rows.length && rows[end] === rows[end - 1]! + 1 && rows[end]! < nextRow) end++;
      const target = bytes.subarray(first * rowBytes, end * rowBytes);
      parts.push({ target, position: position + (rows[first]! - firstRow) * rowBytes });
      first = end;
    }
    await fillParts(file, parts);
    const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, rows.length * this.columns);
    return matrix(numbers, rows.length, this.columns);
  }

  /** The place that contains a row. */
  private placeOf(row: number): number {
    let [low, high] = [0, this.places.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.places[middle]!.firstRow <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
