import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative, sep } from "node:path";
import { UsageError } from "@weightcast/core";
import { type Model, modelFiles } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { formatLayout, formatMetrics } from "@weightcast/zoo-io";

/** What the page finds beside it. */
export interface UiContents {
  readonly zoo?: Zoo | undefined;
  readonly model?: Model | undefined;
}

export interface UiServer {
  readonly url: string;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Only programs on this machine reach it. */
const HOST = "127.0.0.1";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
/** Row numbers, 4 bytes each, that one request may name. */
const MOST_REQUEST_BYTES = 1 << 20;

/**
 * Serves the page in `folder` on this machine, with a zoo's metrics, its weights by row, and a model.
 *
 * @param port 0 for any that is free
 * @throws UsageError where the port is taken
 */
export async function startUiServer(folder: string, contents: UiContents, port: number): Promise<UiServer> {
  const answers = await answersOf(folder, contents);
  const server = createServer((request, response) => {
    void respond(server, answers, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new UsageError(`port ${port} is taken; choose another, or 0 for any that is free`, {
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** All that is served, by method and path. */
async function answersOf(folder: string, { zoo, model }: UiContents): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const serve = (path: string, body: () => Promise<string | Uint8Array> | string | Uint8Array) =>
    answers.set(`GET ${path}`, async (_, response) => {
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
      response.end(await body());
    });
  for (const path of await filesIn(folder)) serve(`/${path}`, () => readFile(join(folder, path)));
  const files = model && (await modelFiles(model));
  for (const [name, bytes] of files ?? []) serve(`/served/model/${encodeURIComponent(name)}`, () => bytes);
  if (zoo !== undefined) {
    serve("/served/layout.csv", () => formatLayout(zoo.layout));
    serve("/served/metrics.csv", () => formatMetrics(zoo.metrics));
    answers.set("POST /served/weights", (request, response) => sendWeights(zoo, request, response));
  }
  const served = { zoo: zoo?.name ?? null, model: files === undefined ? null : Array.from(files.keys()) };
  const meta = `<meta name="weightcast-served" content="${escapeAttribute(JSON.stringify(served))}">`;
  const page = await readFile(join(folder, "index.html"), "utf8");
  serve("/index.html", () => page.replace("</head>", () => `${meta}</head>`));
  answers.set("GET /", answers.get("GET /index.html")!);
  return answers;
}

async function respond(
  server: Server,
  answers: ReadonlyMap<string, Answer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, headers, url = "" } = request;
  // A page of another site must not read through a name that it has pointed at this machine.
  const hosts = [HOST, "localhost"].map((host) => `${host}:${portOf(server)}`);
  if (!hosts.includes(headers.host ?? ""))
    return refuse(response, 403, "this server is for this machine only");
  const answer = answers.get(`${method} ${url.split("?")[0]}`);
  if (answer === undefined) return refuse(response, 404, "there is nothing here");
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  // Only a page that is isolated from others may share memory between threads.
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-embedder-policy", "require-corp");
  try {
    await answer(request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuse(response, 400, (error as Error).message);
  }
}

/** Rows of weights, f32 little-endian, for the row numbers (i32 little-endian) in the request. */
async function sendWeights(zoo: Zoo, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MOST_REQUEST_BYTES) throw new UsageError("too many rows were asked for at once");
    parts.push(part as Buffer);
  }
  if (length % 4 !== 0) throw new UsageError("row numbers have 4 bytes each");
  const body = Buffer.concat(parts);
  const rows = Int32Array.from({ length: length / 4 }, (_, i) => body.readInt32LE(4 * i));
  response.setHeader("content-type", "application/octet-stream");
  for await (const { weights } of zoo.blocks({ rows })) {
    const { buffer, byteOffset, byteLength } = weights.data;
    const isRoom = response.write(new Uint8Array(buffer, byteOffset, byteLength));
    if (!isRoom) await Promise.race([once(response, "drain"), once(response, "close")]);
    if (response.destroyed) return;
  }
  response.end();
}

function once(response: ServerResponse, event: "drain" | "close"): Promise<void> {
  return new Promise((resolve) => response.once(event, () => resolve()));
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(reason);
}

/** Paths of all files, with slashes. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
