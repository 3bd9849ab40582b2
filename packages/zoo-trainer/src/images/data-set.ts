import type { ImageSet } from "./images.js";

/** A file of a data set as it is published. */
export interface DataSetFile {
  /** The address of the file; its last part is the file's name in the cache. */
  readonly url: string;
  /** The MD5 of the file as it is served, in lower-case hexadecimal; undefined if none is published. */
  readonly md5?: string | undefined;
  /** The SHA-256 of the unpacked file, in lower-case hexadecimal; undefined if none is published. */
  readonly unpackedSha256?: string | undefined;
  /**
   * The paths in a folder at which the file's content may be, as served or unpacked; the first path that
   * exists is read.
   */
  readonly places: readonly string[];
  /** Whether the file's name may also end in `.gz`. */
  readonly mayBeGzipped: boolean;
}

/** A file of a data set that was found. */
export interface FoundFile {
  /** The path of a file, or of a folder if the file was an archive that has been unpacked. */
  readonly path: string;
  /** The checksum of the unpacked bytes; undefined if none is published. */
  readonly unpackedSha256?: string | undefined;
}

/** The images that networks are trained on, and those that they are tested on. */
export interface ImageSplit {
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** The number and the shape of the images of a published data set. */
export interface PublishedShape {
  readonly train: number;
  readonly test: number;
  /** The height and width of the images, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * A data set that is known by name: the places of its files, how they are read, and how the published data
 * set is recognised.
 */
export interface DataSet<Role extends string = string> {
  /** The name in snake case, as in the column `config.dataset`. */
  readonly name: string;
  readonly files: Readonly<Record<Role, DataSetFile>>;
  /** The folders in which packages of operating systems install the files. */
  readonly systemFolders: readonly string[];
  readonly shape: PublishedShape;
  /**
   * @throws InputError where a file is not the expected one; the message names the file and the byte or row
   */
  read(files: Readonly<Record<Role, FoundFile>>, signal?: AbortSignal): Promise<ImageSplit>;
}
