import type { OpenFile, StoredFile } from "@weightcast/runtime";
import type { StoredTensor } from "../tensor.js";

/** Options of opening a checkpoint. */
export interface OpenCheckpointOptions {
  readonly signal?: AbortSignal | undefined;
  /** Opens a file of the same folder by its name, for checkpoints whose tensors are in several files. */
  readonly neighbour?: ((name: string) => StoredFile) | undefined;
}

/** The order of a checkpoint's tensors: that of the network's layers, or that of their names, which is independent of the network. */
export type TensorOrder = "layers" | "names";

/** The content that a format finds in a file. */
export interface CheckpointContents {
  /** The tensors of the file; their names are distinct. */
  readonly tensors: readonly StoredTensor[];
  readonly order: TensorOrder;
  readonly metadata: Readonly<Record<string, string>>;
  /** One sentence for each name that was unwrapped or changed and each entry that was left out. */
  readonly notes: readonly string[];
  /** Closes the further files that `open` opened; absent if there are none. */
  close?(): Promise<void>;
}

/** A kind of file that holds named tensors. */
export interface CheckpointFormat {
  /** The name by which users know the format: `safetensors`. */
  readonly name: string;
  /** A description of the format for help texts and errors. */
  readonly description: string;
  /** The endings of the format's file names, in lower case and with the dot. */
  readonly extensions: readonly string[];
  /**
   * Returns whether a file is of this format.
   *
   * @param head the file's first bytes, at most 16
   * @param name the file's name in lower case
   */
  matches(head: Uint8Array, name: string): boolean;
  /**
   * Reads the header of a file, and no tensor.
   *
   * @throws InputError where the file is malformed, truncated, or asks for more than `LIMITS` allows
   */
  open(file: OpenFile, options: OpenCheckpointOptions): Promise<CheckpointContents>;
}
