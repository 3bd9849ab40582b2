import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { InputError } from "@weightcast/core";
import type { ObjectStore, StoredObject } from "./object-store.js";
import { isInside } from "./task-files.js";

/** A file of which the store has the same content. */
interface KnownFile {
  readonly version: string;
  readonly bytes: number;
  /** The time of the file's last change, in milliseconds. */
  readonly changed: number;
}

/** What `push` does beside writing new files. */
export interface PushOptions {
  /** The name of the file that is written after all others. Where another worker has written it, nothing is written. */
  readonly last: string | undefined;
  /** Whether objects are removed whose files were removed from the folder. */
  readonly isComplete: boolean;
}

/** The folder for what arrives; its files get their names once they are whole. */
const ARRIVALS = ".arrivals";
/** Files that their writers have not finished, and locks, are not for others. */
const UNFINISHED = /\.partial|\.lock$/;

/**
 * A folder of this worker with copies of objects of a store. What lies in the store is never replaced by a worker that does not know it, so that
 * of two workers at the same task the slower one changes nothing. One transfer runs at a time.
 */
export class StoreFolder {
  private readonly known = new Map<string, KnownFile>();
  private turn: Promise<unknown> = Promise.resolve();

  /** @param folder a folder that only this worker uses */
  constructor(
    readonly folder: string,
    private readonly store: ObjectStore,
  ) {}

  /**
   * Brings the objects of files and folders that are not here yet.
   *
   * @param paths with slashes, relative to the folder and to the store
   * @throws InputError where the store has a key that is no path inside of the folder
   * @throws TemporaryError where the store does not answer
   * @throws CancelledError once `signal` is aborted
   */
  pull(paths: readonly string[], signal?: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      for (const path of paths) {
        const file = await this.store.find(path);
        if (file !== undefined) await this.bring(file, signal);
        for await (const object of this.store.list(`${path}/`)) {
          // Other programs mark folders by such objects.
          if (!object.key.endsWith("/")) await this.bring(object, signal);
        }
      }
    });
  }

  /**
   * Writes the finished files of a folder that the store has not got yet.
   *
   * @param path with slashes, relative to the folder and to the store
   * @throws TemporaryError where the store does not answer
   */
  push(path: string, { last, isComplete }: PushOptions): Promise<void> {
    return this.inTurn(async () => {
      const lastKey = last === undefined ? undefined : `${path}/${last}`;
      if (lastKey !== undefined && (await this.isForeign(lastKey))) return;
      const keys = (await this.finishedFiles(path)).filter((key) => key !== lastKey);
      for (const key of keys) await this.send(key);
      if (lastKey !== undefined) await this.send(lastKey);
      if (isComplete) await this.removeAbsent(path, new Set(keys).add(lastKey ?? ""));
    });
  }

  /** Removes the copies of a folder, whose objects stay in the store. */
  forget(path: string): Promise<void> {
    return this.inTurn(async () => {
      await rm(join(this.folder, path), { recursive: true, force: true });
      for (const key of this.knownIn(path)) this.known.delete(key);
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => {});
    return result;
  }

  private async bring(object: StoredObject, signal: AbortSignal | undefined): Promise<void> {
    const { key, version } = object;
    if (!isInside(key)) {
      throw new InputError(`has the key '${key}', which is no path inside of a folder`, {
        file: this.store.address,
      });
    }
    const known = this.known.get(key);
    const path = join(this.folder, key);
    if (known?.version === version && (await this.isUnchanged(key, known))) return;
    const arrival = join(this.folder, ARRIVALS, randomUUID());
    await mkdir(dirname(arrival), { recursive: true });
    try {
      await this.store.read(object, arrival, signal);
      await mkdir(dirname(path), { recursive: true });
      await rename(arrival, path);
    } finally {
      await rm(arrival, { force: true });
    }
    await this.remember(key, version);
  }

  /** Whether the store has an object that this worker neither wrote nor brought. */
  private async isForeign(key: string): Promise<boolean> {
    const object = await this.store.find(key);
    return object !== undefined && this.known.get(key)?.version !== object.version;
  }

  private async send(key: string): Promise<void> {
    const known = this.known.get(key);
    const before = await this.stateOf(key);
    // A file may end while others are written: a network that is now part of a zoo.
    if (before === undefined || (known !== undefined && isSame(known, before))) return;
    try {
      const written = await this.store.write(key, join(this.folder, key), known?.version);
      const version = written ?? (await this.store.find(key))?.version;
      if (version !== undefined) this.known.set(key, { ...before, version });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  /** The keys of the files in a folder, but not those that are being written. */
  private async finishedFiles(path: string): Promise<string[]> {
    const inside = join(this.folder, path);
    const entries = await readdir(inside, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(inside, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .filter((name) => !name.split("/").some((segment) => UNFINISHED.test(segment)))
      .map((name) => `${path}/${name}`)
      .sort();
  }

  private async removeAbsent(path: string, present: ReadonlySet<string>): Promise<void> {
    const absent: string[] = [];
    for (const key of this.knownIn(path)) {
      if (!present.has(key) && (await this.stateOf(key)) === undefined) absent.push(key);
    }
    if (absent.length === 0) return;
    await this.store.remove(absent);
    for (const key of absent) this.known.delete(key);
  }

  private knownIn(path: string): string[] {
    return Array.from(this.known.keys()).filter((key) => key.startsWith(`${path}/`));
  }

  private async remember(key: string, version: string): Promise<void> {
    const state = await this.stateOf(key);
    if (state !== undefined) this.known.set(key, { ...state, version });
  }

  private async isUnchanged(key: string, known: KnownFile): Promise<boolean> {
    const state = await this.stateOf(key);
    return state !== undefined && isSame(known, state);
  }

  /** The size and the last change of a file; undefined where it is not there. */
  private async stateOf(key: string): Promise<Omit<KnownFile, "version"> | undefined> {
    const found = await stat(join(this.folder, key)).catch(() => undefined);
    return found?.isFile() === true ? { bytes: found.size, changed: found.mtimeMs } : undefined;
  }
}

function isSame(known: KnownFile, { bytes, changed }: Omit<KnownFile, "version">): boolean {
  return known.bytes === bytes && known.changed === changed;
}
