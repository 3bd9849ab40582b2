import { InputError } from "@weightcast/core";
import type { TensorDtype } from "../dtype.js";
import { isRecord, isWholeNumbers } from "../files/json-values.js";
import { LIMITS } from "../limits.js";
import { checkedBytes } from "../tensor.js";

/** A tensor of a safetensors header, with the position of its bytes in the file. */
interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  /** The position of the tensor's first byte in the file, and the position after its last byte. */
  readonly start: number;
  readonly end: number;
}

/** The content of a safetensors header, checked against the size of the file. */
export interface SafetensorsHeader {
  readonly tensors: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The size of the header's length field, which stands at the start of the file, in bytes. */
export const LENGTH_BYTES = 8;

const DTYPES: ReadonlyMap<string, TensorDtype> = new Map([
  ["BOOL", "bool"],
  ["U8", "u8"],
  ["I8", "i8"],
  ["U16", "u16"],
  ["I16", "i16"],
  ["U32", "u32"],
  ["I32", "i32"],
  ["U64", "u64"],
  ["I64", "i64"],
  ["F8_E4M3", "f8_e4m3"],
  ["F8_E5M2", "f8_e5m2"],
  ["F16", "f16"],
  ["BF16", "bf16"],
  ["F32", "f32"],
  ["F64", "f64"],
]);

/**
 * Parses and checks a header.
 *
 * @param header the JSON that follows the length
 * @param fileSize bytes of the whole file
 * @throws InputError where it is not JSON of the expected form, or offsets overlap, leave gaps or lie outside of the file
 */
export function parseSafetensorsHeader(
  header: Uint8Array,
  fileSize: number,
  file: string,
): SafetensorsHeader {
  const dataStart = LENGTH_BYTES + header.length;
  const text = headerText(header, file);
  const parsed = parseObject(text, file);
  const fail = (name: string, problem: string) =>
    new InputError(`tensor ${name} ${problem}`, { file, byte: byteOfKey(text, name) });
  const names = Object.keys(parsed).filter((name) => name !== "__metadata__");
  if (names.length > LIMITS.tensors) {
    throw new InputError(`lists ${names.length} tensors, more than the ${LIMITS.tensors} allowed`, {
      file,
      byte: LENGTH_BYTES,
    });
  }
  const tensors = names.map((name): SafetensorsEntry => {
    const entry = parsed[name];
    if (!isRecord(entry)) throw fail(name, "is not described by an object");
    const { dtype: stated, shape, data_offsets: offsets } = entry;
    const dtype = typeof stated === "string" ? DTYPES.get(stated) : undefined;
    if (dtype === undefined) {
      throw fail(
        name,
        `has dtype ${typeof stated === "string" ? stated.slice(0, 60) : "that is no text"}; read are ${Array.from(DTYPES.keys()).join(", ")}`,
      );
    }
    if (!isWholeNumbers(shape)) throw fail(name, "has no shape of whole numbers");
    if (!isWholeNumbers(offsets) || offsets.length !== 2)
      throw fail(name, "has no data_offsets of two whole numbers");
    const bytes = checkedBytes(shape, dtype, (problem) => fail(name, problem));
    const [begin = 0, end = 0] = offsets;
    if (end - begin !== bytes) {
      throw fail(
        name,
        `spans ${end - begin} bytes, but ${stated} of shape (${shape.join(", ")}) takes ${bytes}`,
      );
    }
    return { name, dtype, shape, start: dataStart + begin, end: dataStart + end };
  });
  checkOffsets(tensors, dataStart, fileSize, file);
  return { tensors, metadata: metadataOf(parsed.__metadata__, file) };
}

/** The format allows neither gaps nor overlaps: bytes that belong to no tensor could hide anything. */
function checkOffsets(
  tensors: readonly SafetensorsEntry[],
  dataStart: number,
  fileSize: number,
  file: string,
): void {
  let end = dataStart;
  for (const tensor of tensors.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (tensor.start < end) {
      throw new InputError(`tensor ${tensor.name} overlaps the tensor before it`, {
        file,
        byte: tensor.start,
      });
    }
    if (tensor.start > end) {
      throw new InputError(`${tensor.start - end} bytes before tensor ${tensor.name} belong to no tensor`, {
        file,
        byte: end,
      });
    }
    end = tensor.end;
  }
  if (end > fileSize) {
    throw new InputError(`is truncated: its tensors end at byte ${end}, the file at byte ${fileSize}`, {
      file,
      byte: fileSize,
    });
  }
  if (end < fileSize)
    throw new InputError(`has ${fileSize - end} bytes after its last tensor`, { file, byte: end });
}

function headerText(header: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(header);
  } catch (cause) {
    throw new InputError("its header is not UTF-8 text", { file, byte: LENGTH_BYTES }, { cause });
  }
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new InputError("its header is not JSON", { file, byte: LENGTH_BYTES }, { cause });
  }
  if (!isRecord(parsed))
    throw new InputError("its header is not a JSON object", { file, byte: LENGTH_BYTES });
  return parsed;
}

function metadataOf(metadata: unknown, file: string): Record<string, string> {
  if (metadata === undefined) return {};
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === "string")) {
    return metadata as Record<string, string>;
  }
  throw new InputError("its __metadata__ is not an object of texts", { file, byte: LENGTH_BYTES });
}

/** Finds the position of a tensor's entry in the header, for an error message. */
function byteOfKey(text: string, name: string): number {
  const at = Math.max(0, text.indexOf(JSON.stringify(name)));
  return LENGTH_BYTES + new TextEncoder().encode(text.slice(0, at)).length;
}
