import { encodeIntegers, itemBytes, type TensorDtype } from "../dtype.js";
import { rangePieces } from "../files/read-range.js";
import type { OpenCheckpointOptions } from "../formats/checkpoint-format.js";
import { LIMITS } from "../limits.js";
import { checkedBytes, elementCount, type StoredTensor } from "../tensor.js";
import { externalBytes } from "./external-bytes.js";
import type { WireField, WireReader } from "./wire-reader.js";

/** Fields of a TensorProto, by their numbers in onnx.proto. */
const FIELD = {
  dims: 1,
  type: 2,
  floats: 4,
  ints: 5,
  longs: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  unsigned: 11,
  external: 13,
  location: 14,
};
/** Element types, by their numbers in onnx.proto. */
const DTYPES: ReadonlyMap<number, TensorDtype> = new Map([
  [1, "f32"],
  [2, "u8"],
  [3, "i8"],
  [4, "u16"],
  [5, "i16"],
  [6, "i32"],
  [7, "i64"],
  [9, "bool"],
  [10, "f16"],
  [11, "f64"],
  [12, "u32"],
  [13, "u64"],
  [16, "bf16"],
  [17, "f8_e4m3"],
  [19, "f8_e5m2"],
]);
/** The type of texts, which are no tensors of a network. */
const STRINGS = 8;
const EXTERNAL = 1n;
/** How many whole numbers are decoded together. */
const BLOCK_VALUES = 1 << 15;

/** A stretch of a file. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The fields of a tensor's message. */
interface TensorMessage {
  name: string;
  type: number;
  readonly shape: number[];
  /** Elements as bytes. */
  raw: Stretch | undefined;
  /** Elements as floats of their own size. */
  fixed: Stretch[];
  /** Elements as whole numbers of any length. */
  whole: Stretch[];
  /** The location of the elements in another file, by key. */
  readonly external: Map<string, string>;
  isExternal: boolean;
}

/**
 * The tensor of a TensorProto; undefined where it holds texts.
 *
 * @throws InputError where it is malformed, or its elements are of no known type
 */
export async function readTensorProto(
  reader: WireReader,
  message: Stretch,
  options: OpenCheckpointOptions,
): Promise<StoredTensor | undefined> {
  const found: TensorMessage = {
    name: "",
    type: 0,
    shape: [],
    raw: undefined,
    fixed: [],
    whole: [],
    external: new Map(),
    isExternal: false,
  };
  for await (const field of reader.messageFields(message.start, message.end))
    await readField(reader, field, found);
  if (found.type === STRINGS) return undefined;
  const fail = (problem: string) => reader.fail(`tensor ${found.name} ${problem}`, message.start);
  const dtype = DTYPES.get(found.type);
  if (dtype === undefined) {
    throw fail(
      `has elements of ONNX type ${found.type}; read are ${Array.from(new Set(DTYPES.values())).join(", ")}`,
    );
  }
  const length = checkedBytes(found.shape, dtype, fail);
  const tensor = { name: found.name, dtype, shape: found.shape, littleEndian: true };
  if (found.isExternal)
    return { ...tensor, bytes: await externalBytes(found.external, length, options, fail) };
  if (found.raw !== undefined) {
    const { start, end } = found.raw;
    if (end - start !== length) throw fail(`has ${end - start} bytes, where its shape takes ${length}`);
    return { ...tensor, bytes: () => rangePieces(reader.file, start, end) };
  }
  if (dtype === "f32" || dtype === "f64") {
    const stored = found.fixed.reduce((sum, { start, end }) => sum + end - start, 0);
    if (stored !== length) throw fail(`has ${stored} bytes, where its shape takes ${length}`);
    return {
      ...tensor,
      async *bytes() {
        for (const { start, end } of found.fixed) yield* rangePieces(reader.file, start, end);
      },
    };
  }
  const count = elementCount(found.shape);
  // A number takes a byte at least, so a short stretch cannot claim many elements.
  const most = found.whole.reduce((sum, { start, end }) => sum + end - start, 0);
  if (count > most || length > LIMITS.tensorBytes)
    throw fail(`has ${most} bytes, too few for ${count} elements`);
  return {
    ...tensor,
    async *bytes() {
      let left = count;
      for (const { start, end } of found.whole) {
        for await (const values of valueBlocks(reader.packedVarints(start, end))) {
          left -= values.length;
          if (left < 0) break;
          yield encodeIntegers(values, itemBytes(dtype));
        }
      }
      if (left !== 0) throw fail(`does not have the ${count} elements that its shape takes`);
    },
  };
}

/** Values in blocks that take little memory. */
async function* valueBlocks(values: AsyncIterable<bigint>): AsyncGenerator<bigint[]> {
  let block: bigint[] = [];
  for await (const value of values) {
    block.push(value);
    if (block.length < BLOCK_VALUES) continue;
    yield block;
    block = [];
  }
  yield block;
}

async function readField(reader: WireReader, field: WireField, found: TensorMessage): Promise<void> {
  if (field.kind === "number") {
    if (field.number === FIELD.type) found.type = Number(field.value);
    if (field.number === FIELD.dims) pushSide(reader, found, field.value, field.byte);
    if (field.number === FIELD.location) found.isExternal = field.value === EXTERNAL;
    return;
  }
  const { start, end } = field;
  switch (field.number) {
    case FIELD.dims:
      for await (const side of reader.packedVarints(start, end)) pushSide(reader, found, side, start);
      break;
    case FIELD.name:
      found.name = await reader.text(start, end);
      break;
    case FIELD.raw:
      found.raw = { start, end };
      break;
    case FIELD.floats:
    case FIELD.doubles:
      pushStretch(reader, found.fixed, start, end);
      break;
    case FIELD.ints:
    case FIELD.longs:
    case FIELD.unsigned:
      pushStretch(reader, found.whole, start, end);
      break;
    case FIELD.external: {
      const [key, value] = await readPair(reader, start, end);
      found.external.set(key, value);
      break;
    }
    default:
  }
}

function pushSide(reader: WireReader, { shape, name }: TensorMessage, side: bigint, byte: number): void {
  if (shape.length >= LIMITS.dimensions) {
    throw reader.fail(`tensor ${name} has more than the ${LIMITS.dimensions} dimensions allowed`, byte);
  }
  shape.push(Number(BigInt.asIntN(64, side)));
}

function pushStretch(reader: WireReader, stretches: Stretch[], start: number, end: number): void {
  if (stretches.length >= LIMITS.tensors) throw reader.fail("a tensor is divided into too many parts", start);
  stretches.push({ start, end });
}

async function readPair(
  reader: WireReader,
  start: number,
  end: number,
): Promise<[key: string, value: string]> {
  let [key, value] = ["", ""];
  for await (const field of reader.messageFields(start, end)) {
    if (field.kind !== "bytes") continue;
    if (field.number === 1) key = await reader.text(field.start, field.end);
    if (field.number === 2) value = await reader.text(field.start, field.end);
  }
  return [key, value];
}
