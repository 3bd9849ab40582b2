import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** What a test's server has at an address; tests change it while it serves. */
interface ServedFile {
  bytes: Uint8Array;
  etag?: string;
  /** Whether ranges are served; else always the whole file. */
  hasRanges: boolean;
  /** Answers in another way than servers do. */
  answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface TestServer {
  readonly url: string;
  readonly files: Map<string, ServedFile>;
  /** The `Range` headers of all requests, in order. */
  readonly ranges: (string | undefined)[];
  /** The most requests that were under way at the same time. */
  mostParallel(): number;
}

/** A server of files on this machine, closed after the tests of the file. */
export async function startServer(): Promise<TestServer> {
  const files = new Map<string, ServedFile>();
  const ranges: (string | undefined)[] = [];
  let [running, most] = [0, 0];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    running++;
    most = Math.max(most, running);
    setTimeout(() => {
      running--;
      serve(files.get(request.url?.slice(1) ?? ""), request, response);
    }, 2);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, files, ranges, mostParallel: () => most };
}

function serve(file: ServedFile | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (file === undefined) {
    response.statusCode = 404;
    response.end("no such file");
    return;
  }
  if (file.answer?.(request, response) === true) return;
  const { bytes, etag, hasRanges } = file;
  if (etag !== undefined) response.setHeader("etag", etag);
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  if (!hasRanges || from === undefined || to === undefined) {
    response.end(bytes);
    return;
  }
  const [start, end] = [Number(from), Math.min(Number(to) + 1, bytes.length)];
  response.statusCode = start < bytes.length ? 206 : 416;
  response.setHeader(
    "content-range",
    `bytes ${start < bytes.length ? `${start}-${end - 1}` : "*"}/${bytes.length}`,
  );
  response.end(bytes.subarray(start, end));
}
