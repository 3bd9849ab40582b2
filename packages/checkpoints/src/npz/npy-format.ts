import { InputError } from "@weightcast/core";
import { isNpy, NPY_HEAD_BYTES } from "@weightcast/npy";
import type { OpenFile } from "@weightcast/runtime";
import { rangePieces, readRange } from "../files/read-range.js";
import type { CheckpointContents, CheckpointFormat } from "../formats/checkpoint-format.js";
import { parseArrayHeader } from "./npy-header.js";

/** A single array, as numpy.save writes it: one tensor with the name of the file. */
export const npyFormat: CheckpointFormat = {
  name: "npy",
  description: "numpy arrays (.npy)",
  extensions: [".npy"],
  matches: (head, name) => isNpy(head) || name.endsWith(".npy"),
  open: openNpy,
};

async function openNpy(file: OpenFile): Promise<CheckpointContents> {
  const head = await readRange(file, 0, Math.min(NPY_HEAD_BYTES, file.size));
  const name = file.path.replace(/^.*[/\\]/, "").replace(/\.npy$/i, "");
  const header = parseArrayHeader(head, file.path);
  const { dtype, shape, littleEndian, strides, headerBytes, dataBytes } = header;
  const end = headerBytes + dataBytes;
  if (end !== file.size) {
    throw new InputError(`should have ${end} bytes and has ${file.size}`, {
      file: file.path,
      byte: Math.min(end, file.size),
    });
  }
  const bytes = () => rangePieces(file, headerBytes, end);
  return {
    tensors: [{ name, dtype, shape, littleEndian, strides, bytes }],
    order: "layers",
    metadata: {},
    notes: [],
  };
}
