import { randomBytes } from "node:crypto";
import { basename, resolve } from "node:path";
import { UsageError } from "@weightcast/core";
import type { Model } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { startScoringServer } from "@weightcast/server";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { readText } from "../options/read-text.js";
import { wholeNumber } from "../options/whole-number.js";
import { stopSignal } from "../running/until-stopped.js";

interface ServeOptions extends CommonOptions {
  readonly host: string;
  readonly port: number;
  readonly tokenFile?: string;
  readonly maxBody: number;
  readonly maxRequests: number;
  readonly logs: boolean;
}

const LARGEST_PORT = 65_535;
const DEFAULT_PORT = 8080;
const MEBIBYTE = 2 ** 20;
const LARGEST_BODY = 1024;
const TOKEN_BYTES = 24;
const SHORTEST_TOKEN = 16;
const LOOPBACK = "127.0.0.1";

export function serveCommand(): Command {
  return createCommand(
    "serve <models...>",
    "score networks over HTTP: POST /v1/models/NAME/score takes .npy, .npz, .safetensors or JSON; /docs explains the rest",
    [
      "serve ./model",
      "serve accuracy=./model loss=./loss-model --port 9000",
      "serve ./model --host 0.0.0.0 --token-file ./token",
      "serve ./model --json 2> requests.log",
    ],
  )
    .option(
      "--host <address>",
      "the address to listen on; one that other machines reach needs a token",
      LOOPBACK,
    )
    .option(
      "--port <number>",
      "the port; 0: any free port",
      wholeNumber("--port", 0, LARGEST_PORT),
      DEFAULT_PORT,
    )
    .option(
      "--token-file <file>",
      "the bearer token that requests must carry (default: with --host a random one, which is printed)",
    )
    .option(
      "--max-body <MiB>",
      "the largest body of a request; 256 MiB of bodies are held at a time at most",
      wholeNumber("--max-body", 1, LARGEST_BODY),
      16,
    )
    .option(
      "--max-requests <count>",
      "the most requests at a time; others get 503 with Retry-After",
      wholeNumber("--max-requests", 1),
      128,
    )
    .option("--no-logs", "write no line of JSON for each request to stderr")
    .action(async (words: readonly string[], options: ServeOptions) => {
      const { host, port, maxBody, maxRequests } = options;
      const models = await loadModels(words);
      const token = await chooseToken(options);
      const server = await startScoringServer({
        models,
        host,
        port,
        token,
        limits: { bodyBytes: maxBody * MEBIBYTE, requests: maxRequests },
        logs: options.logs ? process.stderr : undefined,
      });
      const isNew = token !== undefined && options.tokenFile === undefined;
      const names = Array.from(models.keys());
      print(
        options,
        { url: server.url, models: names, ...(isNew && { token }) },
        [
          `${server.url} scores with ${names.join(", ")} (Ctrl-C stops the server)`,
          ...(isNew ? [`Authorization: Bearer ${token}`] : []),
        ].join("\n"),
      );
      await stopSignal();
      await server.close();
    });
}

/** Loads the models of the command line: each a folder, by its name, or `name=folder`. */
async function loadModels(words: readonly string[]): Promise<Map<string, Model>> {
  const models = new Map<string, Model>();
  for (const word of words) {
    const [, given, folder = word] = /^([\w.-]+)=(.+)$/.exec(word) ?? [];
    const name = given ?? basename(resolve(folder));
    if (models.has(name)) {
      throw new UsageError(`two models are named '${name}'; name them, as in first=${folder}`);
    }
    models.set(name, await loadModel(folder));
  }
  return models;
}

async function chooseToken({ host, tokenFile }: ServeOptions): Promise<string | undefined> {
  if (tokenFile !== undefined) {
    const token = (await readText(tokenFile)).trim();
    if (token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(token)) return token;
    throw new UsageError(
      `${tokenFile} holds no token: ${SHORTEST_TOKEN} characters of ASCII at least, without spaces`,
    );
  }
  return host === LOOPBACK ? undefined : randomBytes(TOKEN_BYTES).toString("base64url");
}
