/** An object in a store. */
export interface StoredObject {
  /** The name of the object, with slashes, relative to the address of the store. */
  readonly key: string;
  readonly bytes: number;
  /** What tells two contents of the same key apart: the entity tag. */
  readonly version: string;
}

/** A store of objects, in which what is written appears as a whole or not at all. */
export interface ObjectStore {
  /** The address of the store, for messages: `s3://bucket/prefix`. */
  readonly address: string;

  /**
   * The objects whose keys begin with `prefix`, in the order of their keys.
   *
   * @throws TemporaryError where the store does not answer
   */
  list(prefix: string): AsyncIterable<StoredObject>;

  /** The object of this key; undefined where there is none. */
  find(key: string): Promise<StoredObject | undefined>;

  /**
   * Writes the content of an object into a new file, a chunk at a time.
   *
   * @throws TemporaryError where the store does not answer, or the object was replaced meanwhile
   * @throws CancelledError once `signal` is aborted
   */
  read(object: StoredObject, path: string, signal?: AbortSignal): Promise<void>;

  /**
   * Writes a file as the object of a key, a few MiB at a time.
   *
   * @param seen the version that is replaced; undefined where there must be none
   * @returns the new version; undefined where another writer has written the object meanwhile, which is then left as it is
   */
  write(key: string, path: string, seen: string | undefined): Promise<string | undefined>;

  /** Removes objects; a key without an object is left out. */
  remove(keys: readonly string[]): Promise<void>;
}
