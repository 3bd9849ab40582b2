import type { OpenFile, StoredFile } from "@weightcast/runtime";
import type { StoredTensor } from "../tensor.js";

/** How a checkpoint is opened. */
export interface OpenCheckpointOptions {
  readonly signal?: AbortSignal | undefined;
  /** A file of the same folder by its name, for checkpoints whose tensors lie in several files. */
  readonly neighbour?: ((name: string) => StoredFile) | undefined;
}

/** What a format finds in a file. */
export interface CheckpointContents {
  /** With names that differ. */
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
  /** What was unwrapped, renamed or left out, a sentence each. */
  readonly notes: readonly string[];
  /** Closes the files that `open` opened beside its own; absent where there are none. */
  close?(): Promise<void>;
}

/** A kind of file that holds named tensors. */
export interface CheckpointFormat {
  /** By which it is known: `safetensors`. */
  readonly name: string;
  /** What it is, for help and errors. */
  readonly description: string;
  /** Endings of its files' names, lower-case with their dot. */
  readonly extensions: readonly string[];
  /**
   * Whether a file is of this format.
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
