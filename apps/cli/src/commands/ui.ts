import { fileURLToPath } from "node:url";
import { loadModel } from "@weightcast/predictors/node";
import { startPageServer } from "@weightcast/server";
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
    "ui [zoo]",
    "explore a zoo and score networks on a page in your browser; the page can be opened on this machine only, at an address that nobody can guess",
    ["ui ./fashion_mnist", "ui ./fashion_mnist --model ./model", "ui"],
  )
    .option("--model <folder>", "a model that `fit` wrote, to predict with")
    .option(
      "--port <number>",
      "the port of the page; 0: any free port",
      wholeNumber("--port", 0, LARGEST_PORT),
      0,
    )
    .action(async (path: string | undefined, options: UiOptions) => {
      const zoo = path === undefined ? undefined : { name: path, files: await zooFiles(path) };
      const model = options.model === undefined ? undefined : await loadModel(options.model);
      const server = await startPageServer(PAGE, { zoo, model }, options.port);
      print(options, { url: server.url }, `${server.url} (Ctrl-C stops the server)`);
      await stopSignal();
      await server.close();
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
