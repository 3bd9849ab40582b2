import { fileURLToPath } from "node:url";
import { loadModel } from "@weightcast/predictors/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { openZoo } from "../open-zoo.js";
import { startUiServer } from "../ui-server.js";
import { untilStopped } from "../until-stopped.js";
import { wholeNumber } from "../whole-number.js";

/** The built page, which lies beside the program. */
const PAGE = fileURLToPath(new URL("./ui", import.meta.url));

const LARGEST_PORT = 65_535;

interface UiOptions extends CommonOptions {
  readonly model?: string;
  readonly port: number;
}

export function uiCommand(): Command {
  return createCommand(
    "ui [zoo]",
    "explore a zoo and score networks on a page in your browser; only this machine can open it",
    ["ui ./fashion_mnist", "ui ./fashion_mnist --model ./model", "ui"],
  )
    .option("--model <folder>", "a model that `fit` wrote, to predict with")
    .option(
      "--port <number>",
      "where to serve it; 0: any that is free",
      wholeNumber("--port", 0, LARGEST_PORT),
      0,
    )
    .action(async (path: string | undefined, options: UiOptions) => {
      const zoo = path === undefined ? undefined : await openZoo(path);
      const model = options.model === undefined ? undefined : await loadModel(options.model);
      const server = await startUiServer(PAGE, { zoo, model }, options.port);
      print(options, { url: server.url }, `${server.url} (Ctrl-C stops it)`);
      await untilStopped(
        (signal) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
      );
      await server.close();
    });
}
