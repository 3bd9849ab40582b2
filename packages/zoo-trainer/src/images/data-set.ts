import type { ImageSet } from "./images.js";

/** A file of a data set as it is published. */
export interface DataSetFile {
  /** Where it is served; the last part of the address is its name in the cache. */
  readonly url: string;
  /** Of the file as it is served, in lower-case hexadecimal; undefined where none is published. */
  readonly md5?: string | undefined;
  /** Of the file once unpacked, however it was packed, in lower-case hexadecimal; undefined where none is published. */
  readonly unpackedSha256?: string | undefined;
  /** Paths in a folder at which its contents may be, as served or unpacked; the first that exists is read. */
  readonly places: readonly string[];
  /** Whether the name at each place may also end in `.gz`. */
  readonly mayBeGzipped: boolean;
}

/** A file of a data set that was found. */
export interface FoundFile {
  /** A file, or a folder where the file was an archive that somebody unpacked. */
  readonly path: string;
  /** What the reader compares the unpacked bytes with; undefined where nothing is published. */
  readonly unpackedSha256?: string | undefined;
}

/** The images that networks are trained on, and those that they are tested on. */
export interface ImageSplit {
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** How many images a published data set has, and their shape. */
export interface PublishedShape {
  readonly train: number;
  readonly test: number;
  /** In pixels. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A data set that is known by name: where its files are found, how they are read, and what tells that it is the published one. */
export interface DataSet<Role extends string = string> {
  /** In snake case, as in the column `config.dataset`. */
  readonly name: string;
  readonly files: Readonly<Record<Role, DataSetFile>>;
  /** Where packages of operating systems put the files. */
  readonly systemFolders: readonly string[];
  readonly shape: PublishedShape;
  /** @throws InputError where a file is not what it should be; names the file and the byte or row */
  read(files: Readonly<Record<Role, FoundFile>>, signal?: AbortSignal): Promise<ImageSplit>;
}
