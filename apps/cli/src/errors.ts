import { OutputExistsError, printable, WeightcastError } from "@weightcast/core";
import { CommanderError } from "commander";

const FAILED = 1;
const BAD_INPUT = 2;

/** Writes an error as one line to stderr (and its stack if `verbose`), and tells the exit code that it calls for. */
export function reportError(error: unknown, verbose: boolean): number {
  // Commander has written its own message; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_INPUT;
  const advice = error instanceof OutputExistsError && error.isReplaceable ? " (--force replaces it)" : "";
  const message = `${error instanceof Error ? error.message : error}${advice}`;
  process.stderr.write(`weightcast: ${oneLine(message)}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${printable(error.stack ?? "")}\n`);
  return error instanceof WeightcastError && error.code !== "CANCELLED" ? BAD_INPUT : FAILED;
}

/** An error is one line that a terminal may show, whatever its source made of it. */
export function oneLine(message: string): string {
  return printable(message.trim().replaceAll(/\s*\n\s*/g, " "));
}
