import type { ProgressListener } from "@weightcast/core";
import type { StoredFile } from "@weightcast/runtime";
import type { Zoo } from "@weightcast/zoo";
import type { FileFormat } from "./format-registry.js";

/** The files of one zoo. */
export interface ZooFileGroup {
  readonly names: readonly string[];
  /** Whether the files include the zoo's weights. */
  readonly hasWeights: boolean;
}

/** Options of opening a zoo. */
export interface OpenZooOptions {
  /** Called with the number of bytes of the metrics that have been read. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of opening a zoo that may have to be unpacked. */
export interface UnpackZooOptions {
  /** Called with the number of bytes that have been unpacked. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file to write: its name in the zoo's folder, and its bytes in chunks. Each chunk is used before the next is requested. */
export interface EncodedFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The rows and properties of a zoo that are written. */
export interface EncodeZooOptions {
  /** The rows to write, in this order. */
  readonly rows: Int32Array;
  /** Whether the output includes the weights, for formats in which they are optional. */
  readonly weights: boolean;
}

/** The part of a format that writes zoos. */
export interface ZooEncoder {
  /** `file`: one file with an extension of the format; `folder`: several files, of which the first identifies a folder of this format. */
  readonly output: "file" | "folder";
  /** Whether the output always includes the weights, or only on request. */
  readonly weights: "always" | "optional";
  /**
   * The output's files, encoded as they are read.
   *
   * @throws InputError where the format cannot hold the zoo
   */
  encode(zoo: Zoo, options: EncodeZooOptions): readonly EncodedFile[];
}

/** A file format of zoos. All functions that open and write zoos know the formats in `zooFormats`. */
export interface ZooFormat extends FileFormat {
  /** A description for help texts and error messages: `an .arrow file`. */
  readonly description: string;
  /** Finds the zoos among files with these names; absent where the format is not read file by file. */
  groupFiles?(names: readonly string[]): readonly ZooFileGroup[];
  /**
   * Opens the zoo of a group of files, without reading its weights.
   *
   * @throws InputError where files are missing or malformed
   * @throws CancelledError once `signal` is aborted
   */
  open?(files: ReadonlyMap<string, StoredFile>, name: string, options: OpenZooOptions): Promise<Zoo>;
  /** Unpacks a file of this format on a disk, and returns the folder with the zoo; absent where the format need not be unpacked. */
  unpack?(path: string, options: UnpackZooOptions): Promise<string>;
  /** Writes zoos; absent where the format is only read. */
  readonly encoder?: ZooEncoder;
}
