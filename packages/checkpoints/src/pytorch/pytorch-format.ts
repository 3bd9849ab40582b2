import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { itemBytes } from "../dtype.js";
import { isZip, readEntry, type ZipEntry, zipEntries } from "../files/zip-entries.js";
import type { CheckpointContents, CheckpointFormat } from "../formats/checkpoint-format.js";
import { LIMITS } from "../limits.js";
import { checkedBytes, elementCount, rowMajorStrides, type StoredTensor, stridedSpan } from "../tensor.js";
import type { TorchTensor } from "./pickle-values.js";
import { findStateDict } from "./state-dict.js";
import { unpickle } from "./unpickle.js";

/**
 * The first bytes of files that torch.save wrote before version 1.6: a pickle of the number that stands for
 * the format.
 */
const OLD_MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Files of torch.save since PyTorch 1.6: a zip file of a pickle and the bytes of each storage. */
export const pytorchFormat: CheckpointFormat = {
  name: "pytorch",
  description: "PyTorch (.pt, .pth, .ckpt, .bin)",
  extensions: [".pt", ".pth", ".ckpt", ".bin"],
  matches: (head) => isZip(head) || isOld(head),
  open: openPytorch,
};

function isOld(head: Uint8Array): boolean {
  return OLD_MAGIC.every((byte, i) => head[i] === byte);
}

async function openPytorch(file: OpenFile): Promise<CheckpointContents> {
  const location = { file: file.path, byte: 0 };
  const head = new Uint8Array(OLD_MAGIC.length);
  await file.read(head, 0);
  if (isOld(head)) {
    throw new InputError(
      "was written by torch.save before PyTorch 1.6, or with _use_new_zipfile_serialization=False; load it in PyTorch and save its state_dict() again",
      location,
    );
  }
  const entries = await zipEntries(file);
  const pickle = Array.from(entries.values()).find(({ name }) => /^(?:[^/]+\/)?data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new InputError("is a zip file, but no checkpoint of PyTorch: it has no data.pkl", location);
  }
  const folder = pickle.name.slice(0, -"data.pkl".length);
  const order = entries.get(`${folder}byteorder`);
  const littleEndian = order === undefined || (await entryText(order, file)) !== "big";
  const root = unpickle(await readEntry(pickle, file), `its pickle ${pickle.name}`, file.path);
  const found = findStateDict(root);
  if (found === undefined) {
    throw new InputError(
      `its pickle is nested deeper than ${LIMITS.pickleDepth} levels, holds more than ${LIMITS.tensors} tensors, or has a name of more than ${LIMITS.nameLength} letters`,
      { file: file.path, byte: pickle.byte },
    );
  }
  const tensors = Array.from(found.tensors, ([name, tensor]) => {
    const storage = entries.get(`${folder}data/${tensor.storage.key}`);
    return storedTensor(name, tensor, storage, littleEndian, file);
  });
  return { tensors, order: "layers", metadata: found.metadata, notes: found.notes };
}

function storedTensor(
  name: string,
  tensor: TorchTensor,
  entry: ZipEntry | undefined,
  littleEndian: boolean,
  file: OpenFile,
): StoredTensor {
  const { storage, shape, strides, offset, byte } = tensor;
  const location = { file: file.path, byte };
  if (entry === undefined)
    throw new InputError(`tensor ${name} lies in storage ${storage.key}, which is missing`, location);
  const size = itemBytes(storage.dtype);
  checkedBytes(shape, storage.dtype, (problem) => new InputError(`tensor ${name} ${problem}`, location));
  const span = stridedSpan(shape, strides);
  const count = elementCount(shape);
  const first = offset * size;
  const end = first + span * size;
  if (!Number.isSafeInteger(end) || end > entry.size) {
    throw new InputError(
      `tensor ${name} ends at byte ${end} of storage ${storage.key}, which has ${entry.size}`,
      location,
    );
  }
  if (count > Math.max(span, LIMITS.repeatedElements)) {
    throw new InputError(
      `tensor ${name} repeats ${span} elements to ${count}; save a copy of its own (tensor.contiguous())`,
      location,
    );
  }
  const isRowMajor = rowMajorStrides(shape).every(
    (stride, i) => stride === strides[i] || (shape[i] ?? 0) <= 1,
  );
  return {
    name,
    dtype: storage.dtype,
    shape,
    littleEndian,
    strides: isRowMajor || count === 0 ? undefined : strides,
    bytes: () => entry.bytes(first, count === 0 ? first : end),
  };
}

async function entryText(entry: ZipEntry, file: OpenFile): Promise<string> {
  return new TextDecoder().decode(await readEntry(entry, file)).trim();
}
