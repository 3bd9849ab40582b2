import { InputError } from "@weightcast/core";
import type { OpenFile, StoredFile } from "@weightcast/runtime";
import { parallelLimit } from "./parallel-limit.js";

/** The first request brings so many bytes: small files whole, of large ones the header. */
const FIRST_BYTES = 1 << 16;
/** Requests of one file that are under way at the same time; browsers allow 6 to one host. */
const PARALLEL_REQUESTS = 6;
/** Bytes between two parts up to which one request for both takes less time than two. */
const JOIN_GAP_BYTES = 1 << 17;

/**
 * A file on the web, read by HTTP range requests: of a large file only the parts that are asked for are fetched. Where the server serves no
 * ranges, the whole file is fetched once it is opened and held in memory.
 *
 * @param url absolute, or relative to the page
 * @param path names the file in errors; the address where left out
 * @throws InputError, on opening or reading, where the server cannot be reached or refuses (404, …), sends less than was asked for, or
 * serves another version of the file (length, ETag, Last-Modified) than when the file was opened
 */
export function httpFile(url: string | URL, path: string = String(url)): StoredFile {
  return { path, open: () => openHttpFile(String(url), path) };
}

async function openHttpFile(url: string, path: string): Promise<OpenFile> {
  const response = await request(url, path, 0, FIRST_BYTES);
  const close = async () => {};
  if (response.status === 416) {
    await response.body?.cancel();
    return { path, size: 0, read: async () => 0, close };
  }
  // A range of packed bytes is of no use.
  if (response.status === 200 || response.headers.has("content-encoding")) {
    const bytes = await bodyOf(response.status === 200 ? response : await request(url, path), path);
    return { path, size: bytes.length, read: readerOf(bytes), close };
  }
  const { size } = rangeOf(response, path);
  const head = await bodyOf(response, path, Math.min(FIRST_BYTES, size));
  const readHead = readerOf(head);
  const version = versionOf(response);
  const limited = parallelLimit(PARALLEL_REQUESTS);

  async function readRange(target: Uint8Array, position: number, end: number): Promise<number> {
    const part = await request(url, path, position, end);
    const range = part.status === 206 ? rangeOf(part, path) : undefined;
    if (range?.size !== size || versionOf(part) !== version) {
      await part.body?.cancel();
      throw new InputError("was changed on its server while it was read; open it again", { file: path });
    }
    if (range.start !== position) {
      await part.body?.cancel();
      throw new InputError(`the server sent bytes from ${range.start} on, not the part that was asked for`, {
        file: path,
        byte: position,
      });
    }
    target.set(await bodyOf(part, path, end - position, position));
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

/** Asks for bytes from `start` up to `end`, or for the whole file. */
async function request(url: string, path: string, start?: number, end?: number): Promise<Response> {
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (start !== undefined && end !== undefined) headers.range = `bytes=${start}-${end - 1}`;
  const response = await fetch(url, { headers }).catch((cause: unknown) => {
    throw new InputError(`cannot be fetched (${reasonOf(cause)})`, { file: path }, { cause });
  });
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  const problem = response.status === 404 ? "does not exist" : "cannot be fetched";
  const answer = `the server answered ${response.status} ${response.statusText}`.trim();
  throw new InputError(`${problem}: ${answer}`, { file: path });
}

/** Where the part that a server sends begins, and the size of the whole file. */
function rangeOf(response: Response, path: string): { readonly start: number; readonly size: number } {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
  if (start !== undefined && size !== undefined) return { start: Number(start), size: Number(size) };
  throw new InputError(
    "its server sends a part of the file but not the file's size (Content-Range), or hides it from pages of other sites",
    { file: path },
  );
}

function versionOf({ headers }: Response): string | undefined {
  return headers.get("etag") ?? headers.get("last-modified") ?? undefined;
}

/** @throws InputError where the answer breaks off, or has another length than `expected` */
async function bodyOf(
  response: Response,
  path: string,
  expected?: number,
  byte?: number,
): Promise<Uint8Array> {
  const body = await response.arrayBuffer().catch((cause: unknown) => {
    throw new InputError(`the connection broke (${reasonOf(cause)})`, { file: path, byte }, { cause });
  });
  if (expected === undefined || body.byteLength === expected) return new Uint8Array(body);
  throw new InputError(`the server sent ${body.byteLength} bytes where ${expected} were asked for`, {
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

/** `fetch` keeps what went wrong in a cause, several layers down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
