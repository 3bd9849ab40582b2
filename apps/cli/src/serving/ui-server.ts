import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative, sep } from "node:path";
import { UsageError } from "@weightcast/core";
import { type Model, modelFiles } from "@weightcast/predictors";
import type { StoredFile } from "@weightcast/zoo-io";
import { sendFile } from "./send-file.js";

/** The zoo and the model that are served with the page. */
export interface UiContents {
  readonly zoo?: ServedZoo | undefined;
  readonly model?: Model | undefined;
}

/** A zoo and its files. */
interface ServedZoo {
  readonly name: string;
  readonly files: ReadonlyMap<string, StoredFile>;
}

export interface UiServer {
  readonly url: string;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** The address of the server, which only programs on this machine can reach. */
const HOST = "127.0.0.1";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves the page in `folder` on this machine, with the files of a zoo (with range requests) and those of a model.
 *
 * @param port the port, or 0 for any free port
 * @throws UsageError where the port is in use
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
          ? new UsageError(`port ${port} is in use; choose another, or 0 for any free port`, {
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

/** The answers to all requests, by method and path. */
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
    for (const [name, file] of zoo.files) {
      answers.set(`GET /served/zoo/${encodeURIComponent(name)}`, (request, response) =>
        sendFile(file, request, response),
      );
    }
  }
  const servedZoo = zoo === undefined ? null : { name: zoo.name, files: Array.from(zoo.files.keys()) };
  const served = { zoo: servedZoo, model: files === undefined ? null : Array.from(files.keys()) };
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
  // A page of another site must not read the files through a host name that resolves to this machine.
  const hosts = [HOST, "localhost"].map((host) => `${host}:${portOf(server)}`);
  if (!hosts.includes(headers.host ?? ""))
    return refuse(response, 403, "this server answers requests to this machine only");
  const answer = answers.get(`${method} ${url.split("?")[0]}`);
  if (answer === undefined) return refuse(response, 404, "this path does not exist");
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  // Only a page with cross-origin isolation may share memory between threads.
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-embedder-policy", "require-corp");
  try {
    await answer(request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuse(response, 400, (error as Error).message);
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(reason);
}

/** The paths of all files in a folder, with slashes. */
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
