import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { ProgressListener } from "@weightcast/core";
import { CancelledError, InputError, TemporaryError } from "@weightcast/core";
import { makeFolder } from "./atomic.js";
import { withLock } from "./lock.js";

/** A file on the web, and the checksum that shows whether it arrived complete. */
export interface RemoteFile {
  readonly url: string;
  /** Undefined where no checksum is published. Then only the length is checked, and the caller must check the content. */
  readonly checksum?: Checksum | undefined;
}

interface Checksum {
  readonly algorithm: "md5" | "sha256";
  /** The checksum in lower-case hexadecimal digits. */
  readonly hex: string;
}

/** Options of `downloadFile`. */
export interface DownloadOptions {
  /** Called with the number of bytes that have arrived. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The number of consecutive attempts without a new byte after which a download fails; the pause between attempts starts at this length and doubles. */
const FRUITLESS_TRIES = 4;
const FIRST_PAUSE_MILLISECONDS = 250;

/**
 * Downloads a file. It appears at `path` only when it is complete and, if a checksum is given, has this checksum. The bytes of an interrupted
 * download are kept in `<path>.partial`: the same call continues after them if the server supports range requests, and starts again otherwise.
 *
 * @throws InputError where the server refuses the request or serves another file
 * @throws TemporaryError where the server cannot be reached or repeatedly breaks the connection
 * @throws OutputUnwritableError where no file can be made at `path`
 * @throws TemporaryError where another process is downloading to `path`
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
      // The bytes that were kept may be damaged, or belong to another version of the file.
      await rm(partial);
      problem = await problemOf(remote, partial, await fetchWhole(remote, partial, options));
    }
    if (problem !== undefined) {
      await rm(partial);
      throw new InputError(`the download is not the published file: ${problem}`, { file: remote.url });
    }
    await lock.assertHeld();
    await rename(partial, path);
  });
}

/** Returns what is wrong with a downloaded file; undefined if the file is complete. */
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
 * Fetches the missing part of a file. A broken connection is opened again as long as new bytes arrive.
 *
 * @returns the number of bytes of the whole file; NaN where the server does not say it
 */
async function fetchWhole(remote: RemoteFile, partial: string, options: DownloadOptions): Promise<number> {
  let fruitless = 0;
  for (;;) {
    const before = await sizeOf(partial);
    try {
      return await fetchRest(remote.url, partial, before, options);
    } catch (error) {
      if (options.signal?.aborted === true) {
        throw new CancelledError(`downloading ${remote.url} was cancelled; the same request continues it`, {
          cause: error,
        });
      }
      if (!(error instanceof BrokenConnection)) throw error;
      const size = await sizeOf(partial);
      fruitless = size > before ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS_TRIES) {
        const kept =
          size === 0 ? "" : `; the first ${size} bytes are kept, and the same request continues after them`;
        throw new TemporaryError(`${remote.url}: ${error.message}${kept}`, { cause: error.cause });
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MILLISECONDS * 2 ** fruitless));
    }
  }
}

/** A failure after which another attempt may succeed. */
class BrokenConnection extends Error {}

async function fetchRest(
  url: string,
  partial: string,
  before: number,
  { onProgress, signal }: DownloadOptions,
): Promise<number> {
  const response = await fetch(url, {
    // A server that compresses the file again would change its bytes.
    headers: { "accept-encoding": "identity", ...(before > 0 && { range: `bytes=${before}-` }) },
    ...(signal && { signal }),
  }).catch((cause) => {
    throw new BrokenConnection(`cannot be reached (${reasonOf(cause)})`, { cause });
  });
  if (response.status === 416) {
    // The kept part is as long as the file or longer; the checksum or the length shows whether it is right.
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
    throw new InputError(`the server did not send the requested part, which begins at byte ${before}`, {
      file: url,
    });
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
    // A response without a length marks its own end.
    return Number.isFinite(total) ? total : done;
  } finally {
    await reader.cancel().catch(() => {});
    await file.close();
  }
}

/** The position of the first byte that the server sends. */
function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}

/** The reason of a failed request, which `fetch` keeps in a nested cause. */
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

/** The size of a file in bytes; 0 where it does not exist. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
