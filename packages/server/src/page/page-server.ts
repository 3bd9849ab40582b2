import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { type Model, modelFiles } from "@weightcast/predictors";
import type { StoredFile } from "@weightcast/runtime";
import { diskFile } from "@weightcast/zoo-io/node";
import type { FastifyInstance } from "fastify";
import { createApp, listen, portOf } from "../http/create-app.js";
import { LOOPBACK_HOSTS } from "../http/guards.js";
import type { RunningServer } from "../running-server.js";
import { sendFile } from "./send-file.js";

/** The zoo, the model and the results that are served with the page. */
export interface PageContents {
  readonly zoo?: ServedZoo | undefined;
  readonly model?: Model | undefined;
  readonly results?: ServedResults | undefined;
}

/** Results of experiments and the contents of their files: `results.json`, and `environment.json` where there is one. */
export interface ServedResults {
  readonly name: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A zoo and its files. */
export interface ServedZoo {
  readonly name: string;
  readonly files: ReadonlyMap<string, StoredFile>;
}

/** The address of the server, which only programs on this machine can reach. */
const HOST = "127.0.0.1";
/** The bytes of the token in the page's address, which another user of this machine cannot guess. */
const TOKEN_BYTES = 24;
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves the page in `folder` on this machine, with the files of a zoo and of the page's sample zoo (with range requests), of a model and of results. All paths begin with a
 * token that only the returned address tells. No answer is longer than the file that it is of. Files of the page whose names have a hash of
 * their content are kept by the browser; of the others it asks each time whether they have changed.
 *
 * @param port the port, or 0 for any free port
 * @throws UsageError where the port is in use
 */
export async function startPageServer(
  folder: string,
  contents: PageContents,
  port: number,
): Promise<RunningServer> {
  // regl, which draws the points, makes functions of text for each kind of drawing.
  const app = await createApp({ hosts: LOOPBACK_HOSTS, allowsEval: true });
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await app.register(async (page) => addPage(page, folder, contents), { prefix: `/${token}` });
  await listen(app, HOST, port);
  return {
    url: `http://${HOST}:${portOf(app)}/${token}/`,
    close: async () => {
      // A download of gigabytes does not keep the server.
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

type Body = string | Uint8Array;

/** The folder of the page's sample zoo, of which the page reads single rows. */
const SAMPLE_ZOO = "sample/zoo/";
/** The path of the files whose names have a hash of their content. */
const HASHED = "/assets/";

async function addPage(
  app: FastifyInstance,
  folder: string,
  { zoo, model, results }: PageContents,
): Promise<void> {
  const serve = (path: string, body: () => Promise<Body> | Body, type = TYPES[extname(path)]) =>
    app.get(escapeRoute(path), async (request, reply) => {
      const content = await body();
      const tag = entityTag(content);
      const isHashed = path.startsWith(HASHED);
      reply.header("cache-control", isHashed ? "private, max-age=31536000, immutable" : "private, no-cache");
      reply.header("etag", tag);
      if (request.headers["if-none-match"] === tag) return reply.code(304).send();
      return reply.type(type ?? "application/octet-stream").send(content);
    });
  const serveInRanges = (path: string, file: StoredFile) =>
    app.get(escapeRoute(path), { compress: false }, (request, reply) => {
      reply.hijack();
      return sendFile(file, request.raw, reply.raw, reply.getHeaders()).catch((error: Error) => {
        // An answer that has begun can only be cut short, which its reader recognises by the length.
        if (reply.raw.headersSent) reply.raw.destroy();
        else reply.raw.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end(error.message);
      });
    });
  for (const path of await filesIn(folder)) {
    if (path.startsWith(SAMPLE_ZOO)) serveInRanges(`/${path}`, diskFile(join(folder, path)));
    else if (path !== "index.html") serve(`/${path}`, () => readFile(join(folder, path)));
  }
  const files = model && (await modelFiles(model));
  for (const [name, bytes] of files ?? []) serve(`/served/model/${encodeURIComponent(name)}`, () => bytes);
  for (const [name, bytes] of results?.files ?? []) {
    serve(`/served/results/${encodeURIComponent(name)}`, () => bytes);
  }
  for (const [name, file] of zoo?.files ?? []) serveInRanges(`/served/zoo/${encodeURIComponent(name)}`, file);
  const servedZoo = zoo === undefined ? null : { name: zoo.name, files: Array.from(zoo.files.keys()) };
  const served = {
    zoo: servedZoo,
    model: files === undefined ? null : Array.from(files.keys()),
    results: results === undefined ? null : { name: results.name, files: Array.from(results.files.keys()) },
  };
  const meta = `<meta name="weightcast-served" content="${escapeAttribute(JSON.stringify(served))}">`;
  const index = async () => {
    const page = await readFile(join(folder, "index.html"), "utf8");
    return page.replace("</head>", () => `${meta}</head>`);
  };
  serve("/index.html", index);
  serve("/", index, TYPES[".html"]);
}

/** A tag that is the same for the same content. It is a weak one, because compressed content has it too. */
function entityTag(content: Body): string {
  return `W/"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}

/** A path as a route: a colon in it begins no parameter, and percent signs stand for what they encode. */
function escapeRoute(path: string): string {
  return decodeURIComponent(path).replaceAll(":", "::");
}

/** The paths of all files in a folder, with slashes. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
