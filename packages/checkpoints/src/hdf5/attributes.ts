import { LIMITS } from "../limits.js";
import { readDataspace, readDatatype } from "./datatype.js";
import { type Hdf5Cursor, type Hdf5Reader, textOf } from "./hdf5-reader.js";
import { MESSAGE, type ObjectHeader } from "./object-header.js";

/** A reference to a text in a heap of the file: its length, the heap's address, its number there. */
const HEAP_REFERENCE_BYTES = 16;

/**
 * The attributes of an object that hold texts, by name. Attributes of numbers are left out.
 *
 * @throws InputError where one is malformed, or holds more than is allowed
 */
export async function textAttributes(header: ObjectHeader): Promise<Map<string, string[]>> {
  const info = header.find(MESSAGE.attributeInfo);
  if (info !== undefined) {
    info.skip(1);
    if (info.u8() & 1) info.skip(2);
    if (info.addressOrNone() !== undefined) {
      throw info.fail("keeps its attributes in a heap, as files of libver='latest' do; save the file anew");
    }
  }
  const attributes = new Map<string, string[]>();
  for (const message of header.all(MESSAGE.attribute)) {
    const [name, texts] = await readAttribute(message, header.reader);
    if (texts !== undefined) attributes.set(name, texts);
  }
  return attributes;
}

async function readAttribute(
  cursor: Hdf5Cursor,
  reader: Hdf5Reader,
): Promise<[name: string, texts: string[] | undefined]> {
  const version = cursor.u8();
  if (version < 1 || version > 3)
    throw cursor.fail(`has an attribute of version ${version}; read are 1 to 3`);
  cursor.skip(1);
  const [nameBytes, typeBytes, spaceBytes] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const part = (length: number) => {
    const found = cursor.part(length);
    if (version === 1) cursor.align();
    return found;
  };
  const name = textOf(part(nameBytes).raw(nameBytes));
  const type = readDatatype(part(typeBytes));
  const space = part(spaceBytes);
  if (type.kind !== "text" && type.kind !== "heap-text") return [name, undefined];
  const count = readDataspace(space).reduce((product, side) => product * side, 1);
  if (count > LIMITS.tensors) throw cursor.fail(`has an attribute of ${count} texts, more than allowed`);
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    texts.push(
      type.kind === "text"
        ? textOf(cursor.raw(type.size)).trimEnd()
        : await heapText(cursor.part(HEAP_REFERENCE_BYTES), reader),
    );
  }
  return [name, texts];
}

async function heapText(reference: Hdf5Cursor, reader: Hdf5Reader): Promise<string> {
  const length = reference.u32();
  const address = reference.u64();
  const index = reference.u32();
  if (length === 0) return "";
  const head = await reader.cursor(address, 16, "a heap of texts");
  head.signature("GCOL");
  head.skip(4);
  const end = address + head.u64();
  for (let at = address + 16; at + 16 <= end; ) {
    const object = await reader.cursor(at, 16, "a heap of texts");
    const found = object.u16();
    object.skip(6);
    const size = object.u64();
    if (found === index)
      return textOf(
        (await reader.cursor(at + 16, Math.min(size, length), "a text")).raw(Math.min(size, length)),
      );
    // Object 0 is what is left free at the end.
    if (found === 0) break;
    at += 16 + Math.ceil(size / 8) * 8;
  }
  throw reader.fail(`a heap of texts has no text ${index}`, address);
}
