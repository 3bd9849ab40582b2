import { CancelledError, UsageError } from "@weightcast/core";
import { type Command, Option } from "commander";
import { printNotice } from "../output/progress.js";
import { startMlflowRun, type TrackedRun } from "./mlflow.js";

/** The option of commands whose work can be tracked. */
export interface TrackOptions {
  /** `mlflow:` and the address of an MLflow server. */
  readonly track?: string;
}

const PREFIX = "mlflow:";

export function trackOption(): Option {
  return new Option(
    "--track <mlflow:URL>",
    "log options and results as a run of an MLflow server, such as mlflow:http://127.0.0.1:5000 (default: nowhere)",
  ).argParser((text) => {
    const url = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : "";
    // The text is kept as it is: `--emit` passes it on.
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return text;
    throw new UsageError(
      `--track takes mlflow: and an address, such as mlflow:http://127.0.0.1:5000, not '${text}'`,
    );
  });
}

/**
 * Does the work of a command, as a run of a tracking server where one is named. Work that has ended well is not lost where the server then
 * fails: that is only told.
 *
 * @param metrics what is logged of the result; what is no finite number is left out
 */
export async function tracked<Result>(
  command: Command,
  { track }: TrackOptions,
  work: () => Promise<Result>,
  metrics: (result: Result) => Readonly<Record<string, number | null | undefined>>,
): Promise<Result> {
  if (track === undefined) return work();
  const parent = command.parent?.parent == null ? "" : `${command.parent.name()} `;
  const options: Record<string, unknown> = command.opts();
  const run = await startMlflowRun(track.slice(PREFIX.length), {
    experiment: `${parent}${command.name()}`,
    name: String(options.output ?? command.name()),
    parameters: Object.fromEntries(
      Object.entries({ ...options, arguments: command.args.join(" ") })
        .filter(([name]) => name !== "track")
        .map(([name, value]) => [name, String(value)]),
    ),
  });
  try {
    const result = await work();
    const finite = Object.entries(metrics(result)).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && Number.isFinite(entry[1]),
    );
    await endRun(run, "FINISHED", Object.fromEntries(finite));
    return result;
  } catch (error) {
    await endRun(run, error instanceof CancelledError ? "KILLED" : "FAILED", {});
    throw error;
  }
}

async function endRun(
  run: TrackedRun,
  status: "FINISHED" | "FAILED" | "KILLED",
  metrics: Readonly<Record<string, number>>,
): Promise<void> {
  await run.end(status, metrics).catch((error: Error) => {
    printNotice(`the run is not tracked to its end: ${error.message}`);
  });
}
