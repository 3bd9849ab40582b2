import { InputError } from "@weightcast/core";
import { NPY_HEAD_BYTES } from "@weightcast/npy";
import type { OpenFile } from "@weightcast/runtime";
import { isZip, type ZipEntry, zipEntries } from "../files/zip-entries.js";
import type { CheckpointContents, CheckpointFormat } from "../formats/checkpoint-format.js";
import type { StoredTensor } from "../tensor.js";
import { parseArrayHeader } from "./npy-header.js";

/** Arrays by name, as numpy.savez and numpy.savez_compressed write them. */
export const npzFormat: CheckpointFormat = {
  name: "npz",
  description: "numpy archives (.npz)",
  extensions: [".npz"],
  matches: (head, name) => isZip(head) && name.endsWith(".npz"),
  open: openNpz,
};

async function openNpz(file: OpenFile): Promise<CheckpointContents> {
  const tensors: StoredTensor[] = [];
  for (const entry of (await zipEntries(file)).values()) tensors.push(await arrayOf(entry, file));
  return { tensors, order: "layers", metadata: {}, notes: [] };
}

async function arrayOf(entry: ZipEntry, file: OpenFile): Promise<StoredTensor> {
  const what = `array ${entry.name}`;
  if (!entry.name.endsWith(".npy")) {
    throw new InputError(`${entry.name} is not a .npy array`, { file: file.path, byte: entry.byte });
  }
  const head = await firstBytes(entry, Math.min(NPY_HEAD_BYTES, entry.size));
  const { dtype, shape, littleEndian, strides, headerBytes, dataBytes } = parseArrayHeader(
    head,
    `${file.path}, ${what}`,
  );
  if (headerBytes + dataBytes !== entry.size) {
    throw new InputError(`${what} should have ${headerBytes + dataBytes} bytes and has ${entry.size}`, {
      file: file.path,
      byte: entry.byte,
    });
  }
  const bytes = () => entry.bytes(headerBytes, entry.size);
  return { name: entry.name.slice(0, -".npy".length), dtype, shape, littleEndian, strides, bytes };
}

/** Unpacks no more of an entry than is asked for. */
async function firstBytes(entry: ZipEntry, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let at = 0;
  for await (const piece of entry.bytes(0, length)) {
    head.set(piece, at);
    at += piece.length;
    if (at === length) break;
  }
  return head.subarray(0, at);
}
