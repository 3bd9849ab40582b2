import { rangePieces } from "../files/read-range.js";
import { LIMITS } from "../limits.js";
import { checkedBytes, type StoredTensor } from "../tensor.js";
import { textAttributes } from "./attributes.js";
import { chunkedBytes, readFilters } from "./chunks.js";
import { type Hdf5Datatype, readDataspace, readDatatype } from "./datatype.js";
import { MESSAGE, type ObjectHeader } from "./object-header.js";

const COMPACT = 0;
const CONTIGUOUS = 1;
const CHUNKED = 2;

/** Whether an object is a data set. */
export function isDataset(header: ObjectHeader): boolean {
  return header.has(MESSAGE.layout) && header.has(MESSAGE.dataspace);
}

/**
 * A data set of numbers as a tensor.
 *
 * @throws InputError where the elements are no numbers, or the data set is malformed
 */
export async function datasetTensor(header: ObjectHeader, name: string): Promise<StoredTensor> {
  const { reader, address } = header;
  const fail = (problem: string) => reader.fail(`tensor ${name} ${problem}`, address);
  const [space, type, layout] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map((kind) =>
    header.find(kind),
  );
  if (space === undefined || type === undefined || layout === undefined)
    throw fail("is not described in full");
  if (header.has(MESSAGE.externalFiles)) throw fail("lies in other files, which are not read");
  const shape = readDataspace(space);
  const found = await numberType(readDatatype(type), header);
  if (found.kind !== "number") {
    throw fail(
      `holds ${found.kind === "other" ? found.description : found.kind} elements, which are no numbers`,
    );
  }
  const { dtype, littleEndian } = found;
  const length = checkedBytes(shape, dtype, fail);
  const tensor = { name, dtype, shape, littleEndian };
  const version = layout.u8();
  if (version !== 3 && version !== 4) throw fail(`has a layout of version ${version}; read are 3 and 4`);
  const kind = layout.u8();
  if (length === 0) return { ...tensor, async *bytes() {} };
  if (kind === COMPACT) {
    const bytes = layout.raw(layout.u16());
    if (bytes.length < length) throw fail(`has ${bytes.length} bytes, where its shape takes ${length}`);
    return {
      ...tensor,
      async *bytes() {
        yield bytes.subarray(0, length);
      },
    };
  }
  if (kind === CONTIGUOUS) {
    const start = layout.addressOrNone();
    if (start === undefined) throw fail("was never written");
    const stored = layout.u64();
    if (stored < length) throw fail(`has ${stored} bytes, where its shape takes ${length}`);
    const first = reader.base + start;
    if (first + length > reader.file.size)
      throw fail(`ends at byte ${first + length}, after the end of the file`);
    return { ...tensor, bytes: () => rangePieces(reader.file, first, first + length) };
  }
  if (kind !== CHUNKED || version !== 3) {
    throw fail(
      "has an index of blocks as files of libver='latest' do; save the file anew with the library's defaults",
    );
  }
  const rank = layout.u8() - 1;
  const tree = layout.addressOrNone();
  const chunk = Array.from({ length: Math.max(0, rank) }, () => layout.u32());
  const itemBytes = layout.u32();
  const chunkBytes = chunk.reduce((product, side) => product * side, itemBytes);
  if (
    rank !== shape.length ||
    itemBytes !== found.size ||
    chunk.includes(0) ||
    chunkBytes > LIMITS.tensorBytes
  ) {
    throw fail(`has blocks of shape (${chunk.join(", ")}), which do not fit its shape (${shape.join(", ")})`);
  }
  if (length > reader.file.size * LIMITS.unpackRatio) {
    throw fail(`claims ${length} bytes, more than deflate can make of the file's ${reader.file.size}`);
  }
  const pipeline = header.find(MESSAGE.filters);
  const filters = pipeline === undefined ? [] : readFilters(pipeline);
  return { ...tensor, bytes: () => chunkedBytes(reader.again(), { tree, shape, chunk, itemBytes, filters }) };
}

/** Keras keeps bfloat16 as two bytes without a meaning, which an attribute gives. */
async function numberType(type: Hdf5Datatype, header: ObjectHeader): Promise<Hdf5Datatype> {
  if (type.kind !== "opaque" || type.size !== 2) return type;
  const [stated] = (await textAttributes(header)).get("dtype") ?? [];
  return stated === "bfloat16" ? { kind: "number", dtype: "bf16", littleEndian: true, size: 2 } : type;
}
