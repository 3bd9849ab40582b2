import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { ProgressListener } from "@weightcast/core";
import { CancelledError, InputError } from "@weightcast/core";
import { makeFolder } from "./atomic.js";
import { withLock } from "./lock.js";

/** A file on the web, and what tells that it arrived whole. */
export interface RemoteFile {
  readonly url: string;
  /** Undefined where none is published: then only the length is checked, and what the file holds is for its reader to check. */
  readonly checksum?: Checksum | undefined;
}

interface Checksum {
  readonly algorithm: "md5" | "sha256";
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

export interface DownloadOptions {
  /** Told of bytes. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Tries in a row that bring nothing before a download is given up, and the pause before the second, which doubles. */
const FRUITLESS_TRIES = 4;
const FIRST_PAUSE_MILLISECONDS = 250;

/**
 * Downloads a file to `path`, where it appears only whole, and with the right checksum if one is given. What arrived of an interrupted download is kept
 * in `<path>.partial`: the same call goes on after it where the server serves ranges, and starts over where it does not.
 *
 * @throws InputError where the server cannot be reached, refuses, keeps stopping, or serves another file
 * @throws OutputUnwritableError where no file can be made at `path`
 * @throws UsageError where another process downloads to `path`
 * @throws CancelledError once `signal` is aborted
 */
export async function downloadFile(
  remote: RemoteFile,
  path: string,
  options: DownloadOptions = {},
): Promise<void> {
  await makeFolder(dirname(path));
  await withLock(`${path}.lock`, async (lock) => {
    const partial = `${path}.partial`;
    const resumed = (await sizeOf(partial)) > 0;
    let problem = await problemOf(remote, partial, await fetchWhole(remote, partial, options));
    if (problem !== undefined && resumed) {
      // What was there may be of another version of the file, or damaged.
      await rm(partial);
      problem = await problemOf(remote, partial, await fetchWhole(remote, partial, options));
    }
    if (problem !== undefined) {
      await rm(partial);
      throw new InputError(`is not the file that was published: ${problem}`, { file: remote.url });
    }
    await lock.assertHeld();
    await rename(partial, path);
  });
}

/** What is wrong with a file that has arrived. */
async function problemOf(
  { checksum }: RemoteFile,
  path: string,
  length: number,
): Promise<string | undefined> {
  if (checksum === undefined) {
    const size = await sizeOf(path);
    return size === length ? undefined : `it has ${size} bytes, not ${length}`;
  }
  const { algorithm, hex } = checksum;
  const found = await checksumOf(path, algorithm);
  return found === hex ? undefined : `its ${algorithm} is ${found}, not ${hex}`;
}

/**
 * Fetches what `partial` lacks; a connection that breaks is taken up again as long as each brings something.
 *
 * @returns how many bytes the whole file has; NaN where the server does not tell
 */
async function fetchWhole(remote: RemoteFile, partial: string, options: DownloadOptions): Promise<number> {
  let fruitless = 0;
  for (;;) {
    const before = await sizeOf(partial);
    try {
      return await fetchRest(remote.url, partial, before, options);
    } catch (error) {
      if (options.signal?.aborted === true) {
        throw new CancelledError(`the download of ${remote.url} was stopped; the same again goes on`, {
          cause: error,
        });
      }
      if (!(error instanceof BrokenConnection)) throw error;
      const size = await sizeOf(partial);
      fruitless = size > before ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS_TRIES) {
        const kept = size === 0 ? "" : ` after ${size} bytes, which are kept: the same again goes on`;
        throw new InputError(`${error.message}${kept}`, { file: remote.url }, { cause: error.cause });
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MILLISECONDS * 2 ** fruitless));
    }
  }
}

/** What may succeed when it is tried again. */
class BrokenConnection extends Error {}

async function fetchRest(
  url: string,
  partial: string,
  before: number,
  { onProgress, signal }: DownloadOptions,
): Promise<number> {
  const response = await fetch(url, {
    // A server that packs what is packed already would change the bytes.
    headers: { "accept-encoding": "identity", ...(before > 0 && { range: `bytes=${before}-` }) },
    ...(signal && { signal }),
  }).catch((cause) => {
    throw new BrokenConnection(`cannot be reached (${reasonOf(cause)})`, { cause });
  });
  if (response.status === 416) {
    // All of it is here already, or more than there is: the checksum or the length tells.
    await response.body?.cancel();
    const [, whole] = /^bytes \*\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
    return Number(whole ?? Number.NaN);
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const answer = `the server answered ${response.status} ${response.statusText}`.trim();
    if (response.status >= 500 || response.status === 429) throw new BrokenConnection(answer);
    throw new InputError(answer, { file: url });
  }
  const start = response.status === 206 ? rangeStart(response) : 0;
  if (start !== 0 && start !== before) {
    await response.body.cancel();
    throw new InputError(`the server sent another part than that from byte ${before} on`, { file: url });
  }
  const total = start + Number(response.headers.get("content-length") ?? Number.NaN);
  const reader = response.body.getReader();
  const file = await open(partial, start === 0 ? "w" : "a");
  try {
    let done = start;
    for (;;) {
      const next = await reader.read().catch((cause) => {
        throw new BrokenConnection(`the connection broke (${reasonOf(cause)})`, { cause });
      });
      if (next.done) break;
      await file.writeFile(next.value);
      done += next.value.length;
      onProgress?.({
        stage: `download ${basename(new URL(url).pathname)}`,
        done,
        total: Number.isFinite(total) ? total : done,
        unit: "bytes",
      });
    }
    await file.sync();
    // What comes in chunks of untold length has an end of its own.
    return Number.isFinite(total) ? total : done;
  } finally {
    await reader.cancel().catch(() => {});
    await file.close();
  }
}

/** Where the part that a server sends begins. */
function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}

/** fetch keeps what went wrong in a cause, several layers down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}

async function checksumOf(path: string, algorithm: Checksum["algorithm"]): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/** 0 where there is no such file. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
