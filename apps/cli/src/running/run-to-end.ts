import { reportError } from "../output/errors.js";

/**
 * Runs the command and sets the exit code by how it ends. Where nothing is left that could go on with it although it has not ended, a
 * fault that Node ends with code 13 and a warning of its own, that is told and the exit code is 1.
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
  return command()
    .then(() => {}, report)
    .finally(() => process.off("beforeExit", onIdle));
}
