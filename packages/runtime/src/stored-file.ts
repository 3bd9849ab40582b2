/** A file, wherever it is kept: on a disk (`diskFile` of `@weightcast/zoo-io/node`), given to a page (`blobFile`) or on the web (`httpFile` of `@weightcast/zoo-io`). */
export interface StoredFile {
  /** Names it in errors. */
  readonly path: string;
  /** @throws InputError where it cannot be opened */
  open(): Promise<OpenFile>;
}

/** A file that is read at any position, by several readers at a time. */
export interface OpenFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Another text once the file's content is another; undefined where that is not known. */
  readonly version?: string | undefined;
  /** Parts that lie at most so many bytes apart are better read together, as a read is slow to begin; undefined where they are not. */
  readonly joinGapBytes?: number | undefined;
  /** Puts bytes from a position on into `target`; returns how many, which may be fewer than it has room for, and 0 at the end. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}
