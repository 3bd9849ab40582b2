import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { type Model, modelFiles } from "@weightcast/predictors";
import type { StoredFile } from "@weightcast/runtime";
import type { FastifyInstance } from "fastify";
import { createApp, listen, portOf } from "../http/create-app.js";
import { LOOPBACK_HOSTS } from "../http/guards.js";
import type { RunningServer } from "../running-server.js";
import { sendFile } from "./send-file.js";

/** The zoo and the model that are served with the page. */
export interface PageContents {
  readonly zoo?: ServedZoo | undefined;
  readonly model?: Model | undefined;
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
 * Serves the page in `folder` on this machine, with the files of a zoo (with range requests) and those of a model. All paths begin with a
 * token that only the returned address tells.
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

async function addPage(app: FastifyInstance, folder: string, { zoo, model }: PageContents): Promise<void> {
  const serve = (path: string, body: () => Promise<Body> | Body) =>
    app.get(escapeRoute(path), async (_, reply) => {
      reply.type(TYPES[extname(path)] ?? "application/octet-stream");
      return body();
    });
  for (const path of await filesIn(folder)) {
    if (path !== "index.html") serve(`/${path}`, () => readFile(join(folder, path)));
  }
  const files = model && (await modelFiles(model));
  for (const [name, bytes] of files ?? []) serve(`/served/model/${encodeURIComponent(name)}`, () => bytes);
  for (const [name, file] of zoo?.files ?? []) {
    app.get(escapeRoute(`/served/zoo/${encodeURIComponent(name)}`), { compress: false }, (request, reply) => {
      reply.hijack();
      return sendFile(file, request.raw, reply.raw, reply.getHeaders()).catch((error: Error) => {
        // An answer that has begun can only be cut short, which its reader recognises by the length.
        if (reply.raw.headersSent) reply.raw.destroy();
        else reply.raw.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end(error.message);
      });
    });
  }
  const servedZoo = zoo === undefined ? null : { name: zoo.name, files: Array.from(zoo.files.keys()) };
  const served = { zoo: servedZoo, model: files === undefined ? null : Array.from(files.keys()) };
  const meta = `<meta name="weightcast-served" content="${escapeAttribute(JSON.stringify(served))}">`;
  const index = async () => {
    const page = await readFile(join(folder, "index.html"), "utf8");
    return page.replace("</head>", () => `${meta}</head>`);
  };
  serve("/index.html", index);
  app.get("/", async (_, reply) => reply.type("text/html; charset=utf-8").send(await index()));
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
