import {
  InputError,
  OutputExistsError,
  OutputUnwritableError,
  printable,
  printableJson,
  TemporaryError,
  WeightcastError,
} from "@weightcast/core";
import { BAD_INPUT_EXIT_CODE, TRY_AGAIN_EXIT_CODE } from "@weightcast/queue";
import { CommanderError } from "commander";
import { stopExitCode } from "../running/until-stopped.js";
import { foreignProblem } from "./system-errors.js";

const FAILED = 1;
/** The codes of the system's errors after which the same call may succeed later. */
const TEMPORARY_CODES: readonly unknown[] = [
  "ENOSPC",
  "EDQUOT",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "EAGAIN",
  "EBUSY",
];

/** How the command line reports an error. */
interface ErrorReportOptions {
  /** Whether the error's stack is printed. */
  readonly verbose: boolean;
  /** Whether the error is also written to stdout as a JSON document, `{"error": {"code", "message", …}}`, as results are. */
  readonly json: boolean;
}

/** Writes an error as one line to stderr; returns the exit code for it. */
export function reportError(error: unknown, { verbose, json }: ErrorReportOptions): number {
  // Commander ends help and version with an exception too.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const message = messageOf(error);
  // Commander has written its own message.
  if (!(error instanceof CommanderError)) process.stderr.write(`weightcast: ${message}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${printable(error.stack ?? "")}\n`);
  if (json) {
    const document = { error: { code: codeOf(error), message, ...placeOf(error) } };
    process.stdout.write(`${printableJson(JSON.stringify(document, null, 2))}\n`);
  }
  return exitCodeOf(error);
}

/** The message as one line, without characters that control a terminal. */
export function oneLine(message: string): string {
  return printable(message.trim().replaceAll(/\s*\n\s*/g, " "));
}

function messageOf(error: unknown): string {
  if (error instanceof CommanderError) {
    return error.code === "commander.help"
      ? "no command is named"
      : oneLine(error.message.replace(/^error: /, ""));
  }
  const advice = error instanceof OutputExistsError && error.isReplaceable ? " (--force replaces it)" : "";
  return oneLine(`${error instanceof WeightcastError ? error.message : foreignProblem(error)}${advice}`);
}

function codeOf(error: unknown): string {
  if (error instanceof CommanderError) return "BAD_USAGE";
  if (error instanceof WeightcastError) return error.code;
  return isTemporary(error) ? "TRY_AGAIN" : "FAILED";
}

/** The position of the error in its input; fields that are not known are absent. */
function placeOf(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof InputError) {
    const { file, row, column, byte } = error;
    return { file, row, column, byte };
  }
  const isOutput = error instanceof OutputExistsError || error instanceof OutputUnwritableError;
  return isOutput || isSystemError(error) ? { file: error.path } : {};
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return BAD_INPUT_EXIT_CODE;
  if (error instanceof TemporaryError) return TRY_AGAIN_EXIT_CODE;
  if (error instanceof WeightcastError) {
    return error.code === "CANCELLED" ? (stopExitCode() ?? FAILED) : BAD_INPUT_EXIT_CODE;
  }
  return isTemporary(error) ? TRY_AGAIN_EXIT_CODE : FAILED;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error;
}

/** Whether the system refused for want of something that it may have later. */
function isTemporary(error: unknown): boolean {
  return isSystemError(error) && TEMPORARY_CODES.includes(error.code);
}
