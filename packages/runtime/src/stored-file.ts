/** A file, wherever it is kept: on a disk (`diskFile` of `@weightcast/zoo-io/node`), given to a page (`blobFile`) or on the web (`httpFile` of `@weightcast/zoo-io`). */
export interface StoredFile {
  /** The file's name for error messages. */
  readonly path: string;
  /**
   * @param signal ends requests to a server, those of opening the file and those of reading it afterwards
   * @throws InputError where the file cannot be opened
   * @throws CancelledError once `signal` is aborted, where a server is waited for
   */
  open(signal?: AbortSignal): Promise<OpenFile>;
}

/** An open file. It can be read at any position, by several readers at the same time. */
export interface OpenFile {
  readonly path: string;
  /** The size in bytes. */
  readonly size: number;
  /** A text that changes when the file's content changes; undefined where changes cannot be detected. */
  readonly version?: string | undefined;
  /** The gap in bytes up to which two parts are better read together, because each read has a high latency; undefined where that is not the case. */
  readonly joinGapBytes?: number | undefined;
  /** Reads bytes from a position into `target`; returns how many were read, which may be fewer than `target` can take, and is 0 at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}
