import { CancelledError, TemporaryError } from "@weightcast/core";
import { reportError } from "../output/errors.js";
import { watchHeap } from "./heap-watch.js";
import { listenForStops, stopExitCode } from "./until-stopped.js";

/**
 * Runs the command and sets the exit code by its result. If Node's event loop runs empty before the command
 * has ended (Node would then exit with code 13 and a warning of its own), this prints an error and sets the
 * exit code to 1. A signal that stops the process ends the command, and so does a heap that is full.
 */
export function runToEnd(command: () => Promise<unknown>, args: readonly string[]): Promise<void> {
  const options = { verbose: args.includes("--verbose"), json: args.includes("--json") };
  const report = (error: unknown) => {
    process.exitCode = reportError(error, options);
  };
  const onIdle = () => {
    process.off("beforeExit", onIdle);
    report(
      new Error(
        "the command stopped in its midst, nothing is left to wait for: a fault of weightcast, please report it",
      ),
    );
  };
  process.on("beforeExit", onIdle);
  const ignoreStops = listenForStops(() => {
    report(new CancelledError("the command was cancelled"));
    process.exit();
  });
  const endHeapWatch = watchHeap((message) => {
    report(new TemporaryError(message));
    process.exit();
  });
  return command()
    .then(() => {}, report)
    .finally(() => {
      process.off("beforeExit", onIdle);
      ignoreStops();
      endHeapWatch();
      // What a library leaves behind, such as a timer that connects again, must not hold up a stop.
      if (stopExitCode() !== undefined) process.exit();
    });
}
