import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { rangePieces, readRange } from "../files/read-range.js";
import type { CheckpointContents, CheckpointFormat } from "../formats/checkpoint-format.js";
import { LIMITS } from "../limits.js";
import { LENGTH_BYTES, parseSafetensorsHeader } from "./safetensors-header.js";

const OPENING_BRACE = 0x7b;

/** Files of the safetensors library: a JSON header, then the tensors' bytes. */
export const safetensorsFormat: CheckpointFormat = {
  name: "safetensors",
  description: "safetensors (.safetensors)",
  extensions: [".safetensors"],
  matches: (head, name) => name.endsWith(".safetensors") || head[LENGTH_BYTES] === OPENING_BRACE,
  open: openSafetensors,
};

/** @throws InputError where the file is malformed or truncated */
export async function openSafetensors(file: OpenFile): Promise<CheckpointContents> {
  const prefix = await readRange(file, 0, LENGTH_BYTES);
  const length = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (length > LIMITS.headerBytes) {
    throw new InputError(`claims a header of ${length} bytes, more than the ${LIMITS.headerBytes} allowed`, {
      file: file.path,
      byte: 0,
    });
  }
  const header = parseSafetensorsHeader(await readRange(file, LENGTH_BYTES, length), file.size, file.path);
  return {
    tensors: header.tensors.map(({ name, dtype, shape, start, end }) => ({
      name,
      dtype,
      shape,
      littleEndian: true,
      bytes: () => rangePieces(file, start, end),
    })),
    order: "names",
    metadata: header.metadata,
    notes: [],
  };
}
