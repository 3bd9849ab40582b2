import { rename } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { ProgressListener } from "@weightcast/core";
import { CancelledError, InputError, TemporaryError } from "@weightcast/core";
import { makeFolder } from "../atomic.js";
import { withLock } from "../lock.js";
import { BrokenConnection, reasonOf } from "./broken-connection.js";
import { checksumOf } from "./checksum.js";
import { PartialDownload } from "./partial-download.js";
import { requestRest } from "./request-rest.js";
import { SpeedWatch } from "./speed-watch.js";

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
  /** A connection is given up where fewer than 1024 bytes a second arrive for so many seconds; 30 by default. */
  readonly patience?: number | undefined;
}

/**
 * The number of consecutive attempts that bring too little after which a download fails; the pause between attempts starts at this length and
 * doubles.
 */
const FRUITLESS_TRIES = 4;
const FIRST_PAUSE_MILLISECONDS = 250;
/** The bytes that an attempt must bring to count, so that a server that sends a byte at a time does not go on for ever. */
const FRUIT_BYTES = 65_536;
const PATIENCE_SECONDS = 30;

/**
 * Downloads a file. It appears at `path` only when it is complete and, if a checksum is given, has this checksum. The bytes of an interrupted
 * download are kept in `<path>.partial-<random digits>`: the same call continues after them if the server supports range requests and still has the
 * same version of the file, and starts again otherwise.
 *
 * @throws InputError where the server refuses the request, serves another file, or redirects from https to http
 * @throws TemporaryError where the server cannot be reached, is too slow, or repeatedly breaks the connection
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
    const partial = await PartialDownload.find(path);
    const resumed = (await partial.size()) > 0;
    let problem = await problemOf(remote, partial, await fetchWhole(remote, partial, options));
    if (problem !== undefined && resumed) {
      // The bytes that were kept may be damaged, or belong to another version of the file.
      await partial.remove();
      problem = await problemOf(remote, partial, await fetchWhole(remote, partial, options));
    }
    if (problem !== undefined) {
      await partial.remove();
      throw new InputError(`the download is not the published file: ${problem}`, { file: remote.url });
    }
    await lock.assertHeld();
    await partial.forget();
    await rename(partial.path, path);
  });
}

/** Returns what is wrong with a downloaded file; undefined if the file is complete. */
async function problemOf(
  { checksum }: RemoteFile,
  partial: PartialDownload,
  length: number,
): Promise<string | undefined> {
  if (checksum === undefined) {
    const size = await partial.size();
    return size === length ? undefined : `it has ${size} bytes, not ${length}`;
  }
  const { algorithm, hex } = checksum;
  const found = await checksumOf(partial.path, algorithm);
  return found === hex ? undefined : `its ${algorithm} is ${found}, not ${hex}`;
}

/**
 * Fetches the missing part of a file. A broken connection is opened again as long as enough new bytes arrive.
 *
 * @returns the number of bytes of the whole file; NaN where the server does not say it
 */
async function fetchWhole(
  remote: RemoteFile,
  partial: PartialDownload,
  options: DownloadOptions,
): Promise<number> {
  let fruitless = 0;
  for (;;) {
    const before = await partial.size();
    try {
      return await fetchRest(remote.url, partial, before, options);
    } catch (error) {
      if (options.signal?.aborted === true) {
        throw new CancelledError(`downloading ${remote.url} was cancelled; the same request continues it`, {
          cause: error,
        });
      }
      if (!(error instanceof BrokenConnection)) throw error;
      const size = await partial.size();
      fruitless = size - before >= FRUIT_BYTES ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS_TRIES) {
        const kept =
          size === 0 ? "" : `; the first ${size} bytes are kept, and the same request continues after them`;
        throw new TemporaryError(`${remote.url}: ${error.message}${kept}`, { cause: error.cause });
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MILLISECONDS * 2 ** fruitless));
    }
  }
}

async function fetchRest(
  url: string,
  partial: PartialDownload,
  before: number,
  { onProgress, signal, patience = PATIENCE_SECONDS }: DownloadOptions,
): Promise<number> {
  const watch = new SpeedWatch(patience, signal);
  try {
    const version = before > 0 ? await partial.version() : undefined;
    const { response, otherHost } = await requestRest({ url, before, version, signal: watch.signal });
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
    const file = await (start === 0 ? partial.openToRestart(versionOf(response)) : partial.openToAppend());
    const stage = `download ${basename(new URL(url).pathname)}${otherHost === undefined ? "" : ` from ${otherHost}`}`;
    try {
      let done = start;
      for (;;) {
        const next = await reader.read().catch((cause) => {
          throw new BrokenConnection(`the connection broke (${reasonOf(cause)})`, { cause });
        });
        if (next.done) break;
        await file.writeFile(next.value);
        done += next.value.length;
        watch.arrived(next.value.length);
        onProgress?.({ stage, done, total: Number.isFinite(total) ? total : done, unit: "bytes" });
      }
      await file.sync();
      // A response without a length marks its own end.
      return Number.isFinite(total) ? total : done;
    } finally {
      await reader.cancel().catch(() => {});
      await file.close();
    }
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.end();
  }
}

/** The server's name for the version that it sends, by which the rest can be asked for: a strong entity tag, or else the date of the last change. */
function versionOf({ headers }: Response): string | undefined {
  const tag = headers.get("etag");
  if (tag?.startsWith('"') === true) return tag;
  return headers.get("last-modified") ?? undefined;
}

/** The position of the first byte that the server sends. */
function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}
