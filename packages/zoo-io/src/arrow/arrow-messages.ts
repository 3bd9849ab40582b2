import { InputError, WeightcastError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { Message, type Schema } from "apache-arrow";
import { readAt } from "../files/read-at.js";
import { FlatTable } from "./flatbuffer.js";

export const ADVICE = "convert the zoo again";

/** The columns of some rows, in a record batch or a dictionary. */
export interface ArrowRows {
  readonly rows: number;
  /** The number of null entries of each column, each followed by its children. */
  readonly nulls: readonly number[];
  readonly isCompressed: boolean;
  /** The position of each buffer in the body. */
  readonly buffers: readonly ArrowBuffer[];
}

/** The position of a buffer in a body, and its size in bytes. */
export interface ArrowBuffer {
  readonly offset: number;
  readonly length: number;
}

/** A message of an Arrow IPC file; `body` and `bodyBytes` are the position and the size of its body. */
export type ArrowMessage = { readonly body: number; readonly bodyBytes: number } & (
  | { readonly kind: "schema"; readonly schema: Schema }
  | { readonly kind: "dictionary"; readonly id: number; readonly isDelta: boolean; readonly data: ArrowRows }
  | { readonly kind: "rows"; readonly data: ArrowRows }
);

const MAGIC = new TextEncoder().encode("ARROW1");
const FIRST_MESSAGE = 8;
const PREFIX_BYTES = 8;
const CONTINUATION = -1;
/** A stream, which has no magic, begins with the continuation mark of its first message. */
const STREAM_START_BYTES = 4;
/** The maximum size of a message's metadata. Batches of several thousand columns need less, so a larger one is damaged or hostile. */
const MOST_METADATA_BYTES = 2 ** 26;

/**
 * Reads the messages of an Arrow IPC file in their order, without their bodies. The first message is the schema, as the format requires.
 *
 * @throws InputError where the file is truncated, malformed, or not an Arrow IPC file
 */
export async function* arrowMessages(file: OpenFile): AsyncGenerator<ArrowMessage> {
  const { path, size } = file;
  const fail = (problem: string, byte: number) =>
    new InputError(`${problem}; ${ADVICE}`, { file: path, byte });
  const isMagic = async (at: number) => startsWithMagic(await readAt(file, at, MAGIC.length));
  if (size < FIRST_MESSAGE + MAGIC.length || !(await isMagic(0))) {
    const start = await readAt(file, 0, Math.min(size, STREAM_START_BYTES));
    const isStream = start.length === STREAM_START_BYTES && start.every((byte) => byte === 0xff);
    if (!isStream) throw fail("is not an Arrow IPC file", 0);
    throw new InputError(
      "is an Arrow stream, not an Arrow file; write it as a file (pyarrow: ipc.new_file)",
      { file: path, byte: 0 },
    );
  }
  if (!(await isMagic(size - MAGIC.length))) {
    throw fail("is truncated: it does not end as an Arrow IPC file does", size);
  }
  for (let at = FIRST_MESSAGE; ; ) {
    if (at + PREFIX_BYTES > size) throw fail("is truncated between two messages", at);
    const prefix = new DataView((await readAt(file, at, PREFIX_BYTES)).buffer);
    const length = prefix.getInt32(4, true);
    if (prefix.getInt32(0, true) !== CONTINUATION || length < 0) {
      throw fail("has no Arrow message where one was expected", at);
    }
    if (length > MOST_METADATA_BYTES) {
      throw new InputError(`has ${length} bytes of metadata, more than the ${MOST_METADATA_BYTES} allowed`, {
        file: path,
        byte: at,
      });
    }
    if (length === 0) return;
    const body = at + PREFIX_BYTES + length;
    if (body > size) throw fail("is truncated in a message", at);
    const bytes = await readAt(file, at + PREFIX_BYTES, length);
    let message: ArrowMessage;
    try {
      message = decodeMessage(bytes, body);
    } catch (cause) {
      throw malformedArrow(cause, path, at);
    }
    at = body + message.bodyBytes;
    if (at > size) throw fail("is truncated in the body of a message", body);
    yield message;
  }
}

/**
 * The error to throw where a file's bytes cannot be decoded, since the Arrow library throws errors of various classes for malformed bytes. Errors of
 * Weightcast and of the system are returned as they are.
 */
export function malformedArrow(cause: unknown, file: string, byte?: number): unknown {
  // Errors of the system have an errno and do not concern the file's content.
  if (cause instanceof WeightcastError || (cause as NodeJS.ErrnoException).errno !== undefined) return cause;
  // The library's and the engine's own words tell of their variables, not of the file.
  const problem = `is malformed (its parts contradict each other, or are of types that are not read); ${ADVICE}`;
  return new InputError(problem, { file, byte }, { cause });
}

function startsWithMagic(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** Kinds of headers, and the fields of tables, as Arrow's Message.fbs and Schema.fbs number them. */
const HEADER = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
const MESSAGE = { headerType: 1, header: 2, bodyLength: 3 } as const;
const RECORD_BATCH = { length: 0, nodes: 1, buffers: 2, compression: 3 } as const;
const DICTIONARY_BATCH = { id: 0, data: 1, isDelta: 2 } as const;
const SCHEMA = { fields: 1, metadata: 2 } as const;
const FIELD = { children: 5, metadata: 6 } as const;

function decodeMessage(bytes: Uint8Array, body: number): ArrowMessage {
  const message = FlatTable.root(bytes);
  const header = message.table(MESSAGE.header);
  if (header === undefined) throw new RangeError("a message without a header");
  const place = { body, bodyBytes: message.count(MESSAGE.bodyLength) };
  const kind = message.byte(MESSAGE.headerType);
  switch (kind) {
    case HEADER.schema:
      checkFields(header.tables(SCHEMA.fields));
      header.tables(SCHEMA.metadata);
      return { ...place, kind: "schema", schema: Message.decode(bytes).header() as Schema };
    case HEADER.dictionaryBatch: {
      const data = header.table(DICTIONARY_BATCH.data);
      if (data === undefined) throw new RangeError("a dictionary without words");
      const isDelta = header.byte(DICTIONARY_BATCH.isDelta) !== 0;
      return {
        ...place,
        kind: "dictionary",
        id: header.count(DICTIONARY_BATCH.id),
        isDelta,
        data: decodeRows(data),
      };
    }
    case HEADER.recordBatch:
      return { ...place, kind: "rows", data: decodeRows(header) };
    default:
      throw new RangeError(`a message of kind ${kind}`);
  }
}

function decodeRows(table: FlatTable): ArrowRows {
  return {
    rows: table.count(RECORD_BATCH.length),
    nulls: table.pairs(RECORD_BATCH.nodes).map(([, nulls]) => nulls),
    isCompressed: table.table(RECORD_BATCH.compression) !== undefined,
    buffers: table.pairs(RECORD_BATCH.buffers).map(([offset, length]) => ({ offset, length })),
  };
}

/** Checks the lengths of lists, which the library does not check. */
function checkFields(fields: readonly FlatTable[], depth = 0): void {
  if (depth > 2) throw new RangeError("columns nested deeper than a zoo's");
  for (const field of fields) {
    field.tables(FIELD.metadata);
    checkFields(field.tables(FIELD.children), depth + 1);
  }
}
