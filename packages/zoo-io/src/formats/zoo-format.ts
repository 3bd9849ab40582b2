import type { ProgressListener } from "@weightcast/core";
import type { StoredFile } from "@weightcast/runtime";
import type { Zoo } from "@weightcast/zoo";
import type { FileFormat } from "./format-registry.js";

/** Files that are one zoo together. */
export interface ZooFileGroup {
  readonly names: readonly string[];
  /** Whether the zoo's weights are among them. */
  readonly hasWeights: boolean;
}

export interface OpenZooOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface UnpackZooOptions extends OpenZooOptions {
  /** Told how many bytes have been unpacked. */
  readonly onProgress?: ProgressListener | undefined;
}

/** A file to write: its name in the zoo's folder, and its bytes. A chunk is used up before the next is asked for. */
export interface EncodedFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface EncodeZooOptions {
  /** The rows to write, in this order. */
  readonly rows: Int32Array;
  /** Whether a format that may do without weights holds them. */
  readonly weights: boolean;
}

/** How a format writes zoos. */
export interface ZooEncoder {
  /** `file`: a single file with one of the format's extensions; `folder`: several files, of which the first tells the folder apart. */
  readonly output: "file" | "folder";
  /** Whether the output always holds the weights, or only where that is asked for. */
  readonly weights: "always" | "optional";
  /**
   * The output's files, encoded as they are read.
   *
   * @throws InputError where the format cannot hold the zoo
   */
  encode(zoo: Zoo, options: EncodeZooOptions): readonly EncodedFile[];
}

/** A way to keep a zoo in files. A format that is registered in `zooFormats` is known to all that opens and writes zoos. */
export interface ZooFormat extends FileFormat {
  /** What it is, for help and errors: `an .arrow file`. */
  readonly description: string;
  /** The zoos among files of these names; absent where the format is not read file by file. */
  groupFiles?(names: readonly string[]): readonly ZooFileGroup[];
  /**
   * Opens the zoo of one such group, without reading its weights.
   *
   * @throws InputError where files are missing or malformed
   * @throws CancelledError once `signal` is aborted
   */
  open?(files: ReadonlyMap<string, StoredFile>, name: string, options: OpenZooOptions): Promise<Zoo>;
  /** Unpacks a file of this format on a disk, and returns the folder that then holds the zoo; only where there are folders. */
  unpack?(path: string, options: UnpackZooOptions): Promise<string>;
  /** Absent where the format is only read. */
  readonly encoder?: ZooEncoder;
}
