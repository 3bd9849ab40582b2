import type { IncomingMessage, ServerResponse } from "node:http";
import type { StoredFile } from "@weightcast/runtime";

/** The size of the pieces that are read and sent; one request holds one piece in memory. */
const PIECE_BYTES = 1 << 18;

/** Answers a request with a file, or with the requested range of the file. */
export async function sendFile(
  stored: StoredFile,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, number | string | readonly string[] | undefined>>,
): Promise<void> {
  const file = await stored.open();
  try {
    const { size, version } = file;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    const range = requestedRange(request.headers.range, size);
    response.setHeader("content-type", "application/octet-stream");
    response.setHeader("accept-ranges", "bytes");
    if (version !== undefined) response.setHeader("etag", `"${version}"`);
    if (range === "outside") {
      response.writeHead(416, { "content-range": `bytes */${size}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: size };
    response.setHeader("content-length", end - start);
    if (range !== undefined) {
      response.statusCode = 206;
      response.setHeader("content-range", `bytes ${start}-${end - 1}/${size}`);
    }
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    for (let at = start; at < end && !response.destroyed; ) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at));
      const count = await file.read(piece, at);
      // The response then ends early, which its reader recognises by the length.
      if (count === 0) throw new Error(`${stored.path} became shorter while it was being sent`);
      const isRoom = response.write(piece.subarray(0, count));
      if (!isRoom) await drained(response);
      at += count;
    }
    response.end();
  } finally {
    await file.close();
  }
}

/** The range of bytes, from `start` to before `end`, in a `Range` header; undefined where there is no range, or its form is not supported. */
function requestedRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | "outside" | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined) return undefined;
  const start = Number(from);
  const end = to === "" ? size : Math.min(Number(to) + 1, size);
  if (to !== "" && Number(to) < start) return undefined;
  return start < size ? { start, end } : "outside";
}

/** Waits until a response has room again, or is closed. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
