import { CancelledError, InputError } from "@weightcast/core";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import { parallelLimit } from "./parallel-limit.js";

/** The number of bytes in the first request, which is enough for a small file or the header of a large file. */
const FIRST_BYTES = 1 << 14;
/** The maximum number of concurrent requests for one file; browsers allow 6 to one host. */
const PARALLEL_REQUESTS = 6;
/** The gap between two parts, in bytes, up to which one request for both is faster than two requests. */
const JOIN_GAP_BYTES = 1 << 17;

/**
 * A file on the web, read by HTTP range requests: only the requested parts of a large file are fetched. If the server does not support range
 * requests, the whole file is fetched when it is opened, and held in memory.
 *
 * @param url absolute, or relative to the page
 * @param path the file's name for error messages; by default its address
 * @throws InputError, on opening or reading, where the server cannot be reached or refuses (404, …), sends less than was asked for, or
 * serves another version of the file (length, ETag, Last-Modified) than when the file was opened
 */
export function httpFile(url: string | URL, path: string = String(url)): StoredFile {
  return { path, open: (signal) => openHttpFile({ url: String(url), path, signal }) };
}

/** A file on the web, and the signal that ends requests for it. */
interface HttpSource {
  readonly url: string;
  /** The file's name for error messages. */
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}

async function openHttpFile(source: HttpSource): Promise<OpenFile> {
  const { path } = source;
  const response = await request(source, 0, FIRST_BYTES);
  const close = async () => {};
  if (response.status === 416) {
    await response.body?.cancel();
    return { path, size: 0, read: async () => 0, close };
  }
  // A range of compressed bytes cannot be used.
  if (response.status === 200 || response.headers.has("content-encoding")) {
    const bytes = await bodyOf(response.status === 200 ? response : await request(source), source);
    return { path, size: bytes.length, read: readerOf(bytes), close };
  }
  const { size } = rangeOf(response, path);
  const head = await bodyOf(response, source, Math.min(FIRST_BYTES, size));
  const readHead = readerOf(head);
  const version = versionOf(response);
  const limited = parallelLimit(PARALLEL_REQUESTS);

  async function readRange(target: Uint8Array, position: number, end: number): Promise<number> {
    const part = await request(source, position, end);
    const range = part.status === 206 ? rangeOf(part, path) : undefined;
    if (range?.size !== size || versionOf(part) !== version) {
      await part.body?.cancel();
      throw new InputError("changed on its server while it was being read; open it again", { file: path });
    }
    if (range.start !== position) {
      await part.body?.cancel();
      throw new InputError(`the server sent bytes from ${range.start} on, not the requested part`, {
        file: path,
        byte: position,
      });
    }
    target.set(await bodyOf(part, source, end - position, position));
    return end - position;
  }

  return {
    path,
    size,
    version,
    joinGapBytes: JOIN_GAP_BYTES,
    async read(target, position) {
      const end = Math.min(position + target.length, size);
      if (end <= Math.max(head.length, position)) return readHead(target, position);
      return limited(() => readRange(target, position, end));
    },
    close,
  };
}

/** Requests the bytes from `start` up to `end`, or the whole file. */
async function request(source: HttpSource, start?: number, end?: number): Promise<Response> {
  const { url, path, signal } = source;
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (start !== undefined && end !== undefined) headers.range = `bytes=${start}-${end - 1}`;
  const response = await fetch(url, { headers, signal: signal ?? null }).catch((cause: unknown) => {
    throw failureOf(source, "cannot be fetched", cause);
  });
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  const problem = response.status === 404 ? "does not exist" : "cannot be fetched";
  const answer = `the server answered ${response.status} ${response.statusText}`.trim();
  throw new InputError(`${problem}: ${answer}`, { file: path });
}

/** The position of the first byte that the server sends, and the size of the whole file. */
function rangeOf(response: Response, path: string): { readonly start: number; readonly size: number } {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
  if (start !== undefined && size !== undefined) return { start: Number(start), size: Number(size) };
  throw new InputError(
    "its server sends a part of the file without the file's size (Content-Range), or does not expose this header to pages of other origins",
    { file: path },
  );
}

function versionOf({ headers }: Response): string | undefined {
  return headers.get("etag") ?? headers.get("last-modified") ?? undefined;
}

/** @throws InputError where the connection breaks, or the response does not have `expected` bytes */
async function bodyOf(
  response: Response,
  source: HttpSource,
  expected?: number,
  byte?: number,
): Promise<Uint8Array> {
  const { path } = source;
  const body = await response.arrayBuffer().catch((cause: unknown) => {
    throw failureOf(source, "the connection broke", cause, byte);
  });
  if (expected === undefined || body.byteLength === expected) return new Uint8Array(body);
  throw new InputError(`the server sent ${body.byteLength} bytes instead of the requested ${expected}`, {
    file: path,
    byte,
  });
}

function readerOf(bytes: Uint8Array): OpenFile["read"] {
  return async (target, position) => {
    const part = bytes.subarray(position, position + target.length);
    target.set(part);
    return part.length;
  };
}

/** The error of a request that failed, or that was cancelled. */
function failureOf({ path, signal }: HttpSource, problem: string, cause: unknown, byte?: number): Error {
  if (signal?.aborted === true) return new CancelledError(`reading ${path} was cancelled`, { cause });
  return new InputError(`${problem} (${reasonOf(cause)})`, { file: path, byte }, { cause });
}

/** The reason of a failed request, which `fetch` keeps in a nested cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
