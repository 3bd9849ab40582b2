import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { rangePieces, readRange } from "../files/read-range.js";
import type {
  CheckpointContents,
  CheckpointFormat,
  OpenCheckpointOptions,
} from "../formats/checkpoint-format.js";
import { LIMITS } from "../limits.js";
import { checkedBytes, type StoredTensor } from "../tensor.js";
import { dequantised, storedDtype } from "./quantised-weights.js";
import { parseManifest, type TfjsWeight } from "./weights-manifest.js";

const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
/** The dtype of texts, which are no tensors of a network. */
const TEXTS = "string";
const TEXT_LENGTH_BYTES = 4;
const MANIFEST_NAME = "weights_manifest.json";

/** Models of TensorFlow.js: model.json, and the files of weights that it names. */
export const tfjsFormat: CheckpointFormat = {
  name: "tfjs",
  description: "TensorFlow.js (model.json, weights_manifest.json)",
  extensions: ["model.json", MANIFEST_NAME],
  matches: (head, name) =>
    (head[0] === OPENING_BRACE && name.endsWith(".json")) ||
    (head[0] === OPENING_BRACKET && name.endsWith(MANIFEST_NAME)),
  open: openTfjs,
};

async function openTfjs(file: OpenFile, { neighbour }: OpenCheckpointOptions): Promise<CheckpointContents> {
  const { groups, metadata } = parseManifest(await jsonOf(file), file.path);
  if (neighbour === undefined) {
    throw new InputError("names files of weights, which cannot be found from here", { file: file.path });
  }
  const opened: OpenFile[] = [];
  const close = async () => {
    for (const shard of opened) await shard.close();
  };
  try {
    const tensors = new Map<string, StoredTensor>();
    let texts = 0;
    for (const { paths, weights } of groups) {
      const shards: OpenFile[] = [];
      for (const path of paths) {
        const shard = await neighbour(path).open();
        opened.push(shard);
        shards.push(shard);
      }
      let start = 0;
      for (const weight of weights) {
        if (weight.dtype === TEXTS) {
          start += await textsLength(weight, shards, start, file.path);
          texts++;
          continue;
        }
        const { tensor, length } = weightTensor(weight, shards, start, file.path);
        if (tensors.has(weight.name))
          throw new InputError(`lists weight ${weight.name} twice`, { file: file.path });
        tensors.set(weight.name, tensor);
        start += length;
      }
      const size = shards.reduce((sum, shard) => sum + shard.size, 0);
      if (start !== size) {
        throw new InputError(`its weights take ${start} bytes, but ${paths.join(", ")} have ${size}`, {
          file: file.path,
        });
      }
    }
    return {
      tensors: Array.from(tensors.values()),
      order: "layers",
      metadata,
      notes: [
        `put together from ${opened.length} ${opened.length === 1 ? "file" : "files"}`,
        ...(texts === 0 ? [] : [`left out ${texts} ${texts === 1 ? "tensor" : "tensors"} of texts`]),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function weightTensor(
  { name, dtype, shape, quantization }: TfjsWeight,
  shards: readonly OpenFile[],
  start: number,
  file: string,
): { tensor: StoredTensor; length: number } {
  const fail = (problem: string) => new InputError(`weight ${name} ${problem}`, { file });
  const stored = storedDtype(dtype, quantization, fail);
  const length = checkedBytes(shape, stored, fail);
  const pieces = () => joinedPieces(shards, start, start + length);
  if (quantization === undefined || stored === "f16") {
    return { tensor: { name, dtype: stored, shape, littleEndian: true, bytes: pieces }, length };
  }
  const isWhole = dtype === "int32";
  const bytes = () => dequantised(pieces(), quantization, isWhole);
  return { tensor: { name, dtype: isWhole ? "i32" : "f32", shape, littleEndian: true, bytes }, length };
}

/**
 * The number of bytes of a weight of texts, each of which stands behind its length.
 *
 * @throws InputError if the files end before
 */
async function textsLength(
  { name, shape }: TfjsWeight,
  shards: readonly OpenFile[],
  start: number,
  file: string,
): Promise<number> {
  const fail = (problem: string) => new InputError(`weight ${name} ${problem}`, { file });
  const count = checkedBytes(shape, "u8", fail);
  const size = shards.reduce((sum, shard) => sum + shard.size, 0);
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + TEXT_LENGTH_BYTES > size) throw fail(`has fewer than ${count} texts`);
    const bytes: number[] = [];
    for await (const piece of joinedPieces(shards, at, at + TEXT_LENGTH_BYTES)) bytes.push(...piece);
    at += TEXT_LENGTH_BYTES + new DataView(Uint8Array.from(bytes).buffer).getUint32(0, true);
  }
  return at - start;
}

/** A stretch of files that follow each other. */
async function* joinedPieces(
  shards: readonly OpenFile[],
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let first = 0;
  for (const shard of shards) {
    const [from, to] = [Math.max(0, start - first), Math.min(shard.size, end - first)];
    if (from < to) yield* rangePieces(shard, from, to);
    first += shard.size;
  }
}

async function jsonOf(file: OpenFile): Promise<unknown> {
  const location = { file: file.path, byte: 0 };
  if (file.size > LIMITS.headerBytes) {
    throw new InputError(`has ${file.size} bytes, more than the ${LIMITS.headerBytes} allowed`, location);
  }
  const bytes = await readRange(file, 0, file.size);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InputError("is not JSON", location, { cause });
  }
}
