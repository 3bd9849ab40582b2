import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { outputError } from "../output-error.js";

const SUFFIX = /^\.partial-[0-9a-f]{16}$/;
const NO_LINK = constants.O_NOFOLLOW ?? 0;
/** More characters than a server's name for a version of a file should have. */
const MOST_VERSION_CHARACTERS = 1024;

/** The bytes of a download that have arrived, kept in a file beside its path so that a later call goes on after them. */
export class PartialDownload {
  private constructor(readonly path: string) {}

  /** The bytes that an earlier call kept, or else none. Names cannot be guessed, and links are not followed. */
  static async find(path: string): Promise<PartialDownload> {
    const folder = dirname(resolve(path));
    const beginning = basename(path);
    for (const name of await readdir(folder).catch((): string[] => [])) {
      if (!(name.startsWith(beginning) && SUFFIX.test(name.slice(beginning.length)))) continue;
      const found = new PartialDownload(join(folder, name));
      if ((await lstat(found.path)).isFile()) return found;
    }
    return new PartialDownload(`${resolve(path)}.partial-${randomBytes(8).toString("hex")}`);
  }

  /** The number of bytes that have arrived. */
  async size(): Promise<number> {
    return lstat(this.path).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** The server's name for the version of the file that the bytes belong to; undefined where it gave none. */
  async version(): Promise<string | undefined> {
    const text = await readFile(this.versionPath, "utf8").catch(() => "");
    return text === "" || text.length > MOST_VERSION_CHARACTERS || /[\r\n]/.test(text) ? undefined : text;
  }

  /** Opens the file to write after the bytes that have arrived. */
  async openToAppend(): Promise<FileHandle> {
    return this.open(constants.O_APPEND);
  }

  /** Opens the file to write from its beginning, and keeps the version that the bytes belong to. */
  async openToRestart(version: string | undefined): Promise<FileHandle> {
    const file = await this.open(constants.O_TRUNC);
    await rm(this.versionPath, { force: true });
    if (version !== undefined) await writeFile(this.versionPath, version, { flag: "wx" });
    return file;
  }

  /** Removes the bytes. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.forget();
  }

  /** Removes what is kept beside the bytes; to be called before they get their final name. */
  async forget(): Promise<void> {
    await rm(this.versionPath, { force: true });
  }

  private get versionPath(): string {
    return `${this.path}.version`;
  }

  private async open(flag: number): Promise<FileHandle> {
    try {
      return await open(this.path, constants.O_WRONLY | constants.O_CREAT | NO_LINK | flag);
    } catch (cause) {
      throw await outputError(this.path, cause);
    }
  }
}
