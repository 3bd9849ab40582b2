import { InputError, throwIfCancelled, UsageError } from "@weightcast/core";
import type { StoredFile } from "@weightcast/runtime";
import { decodeElements, itemBytes, type TensorData } from "./dtype.js";
import type { OpenCheckpointOptions, TensorOrder } from "./formats/checkpoint-format.js";
import { formatOf } from "./formats/registry.js";
import { LIMITS } from "./limits.js";
import {
  type CheckpointTensor,
  decodePieces,
  elementCount,
  gatherStrided,
  type StoredTensor,
  stridedSpan,
} from "./tensor.js";

/** Options of reading the tensors of a checkpoint. */
export interface ReadTensorOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A file of named tensors whose header has been read. */
export interface Checkpoint {
  readonly path: string;
  /** The name of the file's format: `safetensors`. */
  readonly format: string;
  /** The tensors, in the order of the file. */
  readonly tensors: readonly CheckpointTensor[];
  /** Whether the tensors are in the order of the network's layers or of their names. */
  readonly order: TensorOrder;
  /**
   * The texts and numbers in the file that are not tensors, as text: the metadata of safetensors, or numbers
   * and texts beside the weights of a PyTorch file.
   */
  readonly metadata: Readonly<Record<string, string>>;
  /** One sentence for each name that was unwrapped or changed and each entry that was left out. */
  readonly notes: readonly string[];
  /**
   * The elements of a tensor, in row-major order, in memory of their own. Half, bfloat and 8-bit floats come as f32; NaN stays NaN.
   *
   * @throws UsageError where the checkpoint has no tensor of this name
   * @throws InputError where the file is truncated or its packed bytes are damaged
   * @throws CancelledError once `signal` is aborted
   */
  read(name: string, options?: ReadTensorOptions): Promise<TensorData>;
  /**
   * Reads a tensor like `read`, but in blocks of a few megabytes, so that a tensor of any size needs bounded
   * memory. Blocks follow each other in row-major order; only a tensor that is stored in another order comes
   * as one block.
   */
  blocks(name: string, options?: ReadTensorOptions): AsyncGenerator<TensorData>;
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a checkpoint by reading its header; tensors are read later, on request. The format is recognised by
 * the file's first bytes and the ending of its name.
 *
 * @throws InputError where the file is in an unknown format, malformed, truncated, or asks for more than is
 * allowed; it names file and byte
 * @throws CancelledError once `signal` is aborted
 */
export async function openCheckpoint(
  file: StoredFile,
  options: OpenCheckpointOptions = {},
): Promise<Checkpoint> {
  throwIfCancelled(options.signal, `opening ${file.path}`);
  const open = await file.open();
  const close = () => open.close();
  try {
    const format = await formatOf(open);
    const contents = await format.open(open, options);
    const tensors = new Map(contents.tensors.map((tensor) => [tensor.name, tensor]));
    const find = (name: string): StoredTensor => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new UsageError(`${file.path} has no tensor ${name}`);
      return tensor;
    };
    return {
      path: file.path,
      format: format.name,
      tensors: contents.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      order: contents.order,
      metadata: contents.metadata,
      notes: contents.notes,
      read: async (name, { signal } = {}) => readWhole(find(name), file.path, signal),
      async *blocks(name, { signal } = {}) {
        const tensor = find(name);
        if (tensor.strides !== undefined) {
          yield await readWhole(tensor, file.path, signal);
          return;
        }
        for await (const block of decodePieces(tensor)) {
          throwIfCancelled(signal, `reading ${file.path}`);
          yield block;
        }
      },
      async close() {
        await contents.close?.();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readWhole(
  tensor: StoredTensor,
  file: string,
  signal: AbortSignal | undefined,
): Promise<TensorData> {
  const { dtype, shape, strides, littleEndian } = tensor;
  const span = strides === undefined ? elementCount(shape) : stridedSpan(shape, strides);
  const length = span * itemBytes(dtype);
  if (length > LIMITS.tensorBytes) {
    throw new InputError(`tensor ${tensor.name} takes ${length} bytes, too many to read at once`, { file });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const piece of tensor.bytes()) {
    throwIfCancelled(signal, `reading ${file}`);
    bytes.set(piece, at);
    at += piece.length;
  }
  const data = decodeElements(bytes, dtype, littleEndian);
  return strides === undefined ? data : gatherStrided(data, shape, strides);
}
