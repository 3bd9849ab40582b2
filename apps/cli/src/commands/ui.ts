import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel } from "@weightcast/predictors/node";
import { parseEnvironment, parseResults } from "@weightcast/report";
import { type ServedResults, startPageServer } from "@weightcast/server";
import { openZooFiles, type StoredFile } from "@weightcast/zoo-io";
import { findZooFiles } from "@weightcast/zoo-io/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { wholeNumber } from "../options/whole-number.js";
import { longWork } from "../running/long-work.js";
import { stopSignal } from "../running/until-stopped.js";

/** The folder of the built page, beside the program. */
const PAGE = fileURLToPath(new URL("./ui", import.meta.url));

const LARGEST_PORT = 65_535;

interface UiOptions extends CommonOptions {
  readonly model?: string;
  readonly port: number;
}

export function uiCommand(): Command {
  return createCommand(
    "ui [folder]",
    "explore a zoo, or the results of `reproduce`, and score networks on a page in your browser; the page can be opened on this machine only, at an address that nobody can guess",
    ["ui ./fashion_mnist", "ui ./fashion_mnist --model ./model", "ui ./report", "ui"],
  )
    .option("--model <folder>", "a model that `fit` wrote, to predict with")
    .option(
      "--port <number>",
      "the port of the page; 0: any free port",
      wholeNumber("--port", 0, LARGEST_PORT),
      0,
    )
    .action(async (path: string | undefined, options: UiOptions) => {
      const results = path === undefined ? undefined : await resultsIn(path);
      const zoo =
        path === undefined || results !== undefined ? undefined : { name: path, files: await zooFiles(path) };
      const model = options.model === undefined ? undefined : await loadModel(options.model);
      const server = await startPageServer(PAGE, { zoo, model, results }, options.port);
      print(options, { url: server.url }, `${server.url} (Ctrl-C stops the server)`);
      await stopSignal();
      await server.close();
    });
}

const RESULTS = "results.json";
const ENVIRONMENT = "environment.json";

/**
 * The results in a folder that `reproduce` wrote, or in a results.json itself; undefined where the path has none. They are read once so that errors
 * are reported here and not on the page.
 */
async function resultsIn(path: string): Promise<ServedResults | undefined> {
  const isFile = basename(path) === RESULTS;
  const folder = isFile ? join(path, "..") : path;
  const results = await bytesOf(join(folder, RESULTS));
  if (results === undefined) return undefined;
  parseResults(new TextDecoder().decode(results), join(folder, RESULTS));
  const environment = await bytesOf(join(folder, ENVIRONMENT));
  if (environment !== undefined) {
    parseEnvironment(new TextDecoder().decode(environment), join(folder, ENVIRONMENT));
  }
  return {
    name: basename(resolve(folder)),
    files: new Map([
      [RESULTS, results],
      ...(environment === undefined ? [] : [[ENVIRONMENT, environment] as const]),
    ]),
  };
}

/** The bytes of a file; undefined where there is none. */
function bytesOf(file: string): Promise<Uint8Array | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
}

/** The files of a zoo, which is opened once so that errors are reported here and not on the page. */
function zooFiles(path: string): Promise<ReadonlyMap<string, StoredFile>> {
  return longWork(async ({ onProgress, signal }) => {
    const files = await findZooFiles(path, { onProgress, signal });
    await openZooFiles(files, path, { signal });
    return files;
  });
}
