import { InputError, throwIfCancelled, type WorkOptions } from "@weightcast/core";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import { type Column, type Layout, Metrics, StoredZoo, type Zoo } from "@weightcast/zoo";
import { DataType, type Field, type Schema } from "apache-arrow";
import { parseLayout } from "../csv/layout-csv.js";
import { readAt } from "../files/read-at.js";
import { MOST_METRICS_COLUMNS } from "../zoo/metrics-columns.js";
import { type ColumnGatherer, columnGatherer, decodeTexts } from "./arrow-columns.js";
import {
  ADVICE,
  type ArrowBuffer,
  type ArrowMessage,
  type ArrowRows,
  arrowMessages,
  malformedArrow,
} from "./arrow-messages.js";
import {
  ArrowWeights,
  checkItems,
  firstItem,
  type WeightsPlace,
  type WeightsType,
  weightsTypeOf,
} from "./arrow-weights.js";
import { LAYOUT_KEY, WEIGHTS_COLUMN } from "./weights-column.js";

/** The padding that a buffer has at most in front of it. */
const PADDING_BYTES = 64;
/** The counts of nulls of the weights: of the lists and of their items. */
const WEIGHT_NODES = 2;

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

class ArrowZooReader {
  private readonly path: string;
  private readonly layout: Layout;
  private readonly weights: WeightsType;
  /** The number of columns in front of the weights. */
  private readonly before: number;
  private readonly names: readonly string[];
  private readonly gatherers: readonly ColumnGatherer[];
  private readonly dictionaries = new Map<number, string[]>();
  /** The numbers of the dictionaries whose texts have places of 64 bits. */
  private readonly largeTexts: ReadonlySet<number>;
  private readonly places: WeightsPlace[] = [];
  private rows = 0;

  constructor(
    private readonly stored: StoredFile,
    private readonly file: OpenFile,
    { fields, metadata }: Schema,
  ) {
    const { path } = stored;
    this.path = path;
    checkNames(fields, path);
    this.before = fields.findIndex(({ name }) => name === WEIGHTS_COLUMN);
    const weights = fields[this.before];
    if (weights === undefined) {
      throw new InputError(`is not a zoo: it has no column '${WEIGHTS_COLUMN}'`, { file: path });
    }
    this.layout = readLayout(metadata, path);
    this.weights = weightsTypeOf(weights, this.layout.parameters, path);
    const metrics = fields.filter((field) => field !== weights);
    this.names = metrics.map(({ name }) => name);
    this.gatherers = metrics.map((field) => this.gathererOf(field));
    this.largeTexts = new Set(
      metrics.flatMap(({ type }) =>
        DataType.isDictionary(type) && DataType.isLargeUtf8(type.dictionary) ? [type.id] : [],
      ),
    );
  }

  async add(message: Exclude<ArrowMessage, { readonly kind: "schema" }>): Promise<void> {
    const { body, bodyBytes, data } = message;
    if (data.isCompressed) {
      throw new InputError(
        "is compressed, so that rows cannot be read one by one; write it without compression (pyarrow: feather.write_feather with compression='uncompressed')",
        { file: this.path },
      );
    }
    if (message.kind === "rows") return this.addRows(data, body, bodyBytes);
    const { id, isDelta } = message;
    const buffers = await this.read(data.buffers, body, bodyBytes);
    const words = decodeTexts(buffers, data.rows, this.largeTexts.has(id));
    this.dictionaries.set(id, isDelta ? [...(this.dictionaries.get(id) ?? []), ...words] : words);
  }

  finish(): Zoo {
    const { layout, stored, rows } = this;
    const columns = this.gatherers.map((gatherer, i): [string, Column] => [
      this.names[i]!,
      gatherer.finish(),
    ]);
    checkSteps(columns, this.path);
    const { itemBytes } = this.weights;
    const weights = new ArrowWeights(stored, rows, layout.parameters, itemBytes, this.places);
    return new StoredZoo(stored.path, layout, new Metrics(new Map(columns), stored.path), weights);
  }

  private gathererOf(field: Field): ColumnGatherer {
    const gatherer = columnGatherer(field, this.dictionaries);
    if (gatherer !== undefined) return gatherer;
    throw new InputError(
      `has the type ${field.type}, which metrics columns cannot have; cast it to float64, int64, bool or string, or leave the column out`,
      { file: this.path, column: field.name },
    );
  }

  private async addRows({ rows, nulls, buffers }: ArrowRows, body: number, bodyBytes: number): Promise<void> {
    const { gatherers, before } = this;
    const countOf = (chosen: readonly ColumnGatherer[]) =>
      chosen.reduce((sum, gatherer) => sum + gatherer.buffers, 0);
    const first = countOf(gatherers.slice(0, before));
    const end = first + this.weights.buffers;
    if (
      buffers.length !== countOf(gatherers) + this.weights.buffers ||
      nulls.length !== gatherers.length + WEIGHT_NODES
    ) {
      throw new RangeError("a batch does not fit its schema");
    }
    if (nulls.slice(before, before + WEIGHT_NODES).some((count) => count > 0)) {
      throw new InputError("has nulls; every network has all its weights", {
        file: this.path,
        column: WEIGHTS_COLUMN,
      });
    }
    await this.placeWeights(buffers.slice(first, end), rows, body, bodyBytes);
    const metrics = [
      ...(await this.read(buffers.slice(0, first), body, bodyBytes)),
      ...(await this.read(buffers.slice(end), body, bodyBytes)),
    ];
    const metricNulls = nulls.toSpliced(before, WEIGHT_NODES);
    let next = 0;
    for (const [i, gatherer] of gatherers.entries()) {
      gatherer.add(metrics.slice(next, next + gatherer.buffers), rows, metricNulls[i]!);
      next += gatherer.buffers;
    }
    this.rows += rows;
  }

  private async placeWeights(
    buffers: readonly ArrowBuffer[],
    rows: number,
    body: number,
    bodyBytes: number,
  ): Promise<void> {
    const { placeBytes, itemBytes } = this.weights;
    const { parameters } = this.layout;
    const items = buffers.at(-1)!;
    const at = { file: this.path, column: WEIGHTS_COLUMN, firstRow: this.rows };
    let start = 0;
    if (placeBytes !== undefined && rows > 0) {
      const [places] = await this.read(buffers.slice(1, 2), body, bodyBytes);
      start = firstItem(places!, placeBytes, rows, parameters, at);
    }
    if (start < 0) throw new RangeError("a place before its buffer");
    checkItems(items, (start + rows * parameters) * itemBytes, bodyBytes);
    this.places.push({ firstRow: this.rows, position: body + items.offset + start * itemBytes });
  }

  /**
   * The bytes of neighbouring buffers, with one read.
   *
   * @throws RangeError where a buffer is outside the body, or they are no neighbours
   */
  private async read(
    buffers: readonly ArrowBuffer[],
    body: number,
    bodyBytes: number,
  ): Promise<Uint8Array[]> {
    if (buffers.length === 0) return [];
    const start = buffers.reduce((least, { offset }) => Math.min(least, offset), Number.POSITIVE_INFINITY);
    const end = buffers.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
    const bytes = buffers.reduce((sum, { length }) => sum + length + PADDING_BYTES, 0);
    if (end > bodyBytes || end - start > bytes) throw new RangeError(`buffers from ${start} to ${end}`);
    const read = await readAt(this.file, body + start, end - start);
    return buffers.map(({ offset, length }) => read.subarray(offset - start, offset - start + length));
  }
}

/** @throws InputError where there are too many columns, or two have one name */
function checkNames(fields: readonly Field[], file: string): void {
  if (fields.length > MOST_METRICS_COLUMNS + 1) {
    throw new InputError(`has ${fields.length} columns, more than the ${MOST_METRICS_COLUMNS} allowed`, {
      file,
    });
  }
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw new InputError("occurs twice", { file, column: name });
    names.add(name);
  }
}

/** @throws InputError where a step is missing or not whole */
function checkSteps(columns: readonly (readonly [string, Column])[], file: string): void {
  const step = columns.find(([name]) => name === "step")?.[1];
  if (step?.kind !== "number") return;
  const row = step.values.findIndex((value) => value !== (value | 0));
  throw new InputError(`${step.values[row]} is not a whole number of 32 bits`, { file, column: "step", row });
}

/** @throws InputError where the metadata of the schema have no layout, or one that is malformed */
function readLayout(metadata: ReadonlyMap<string, string>, file: string): Layout {
  const text = metadata.get(LAYOUT_KEY);
  if (text !== undefined) return parseLayout(text, file);
  throw new InputError(
    `has no layout: the metadata of its schema hold the text of a layout.csv as '${LAYOUT_KEY}'; programs that change a zoo's table must keep them (pyarrow: table.replace_schema_metadata)`,
    { file },
  );
}
