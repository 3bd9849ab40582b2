import { TemporaryError } from "@weightcast/core";

/** A notice that TensorFlow's library prints in every process when it is loaded, regardless of its log settings. */
const LOADING_NOTICE =
  /^(WARNING: All log messages before absl|I0000 .* oneDNN custom operations are on).*\n?/gm;

/** What the engine and the C++ library print when they end a process for want of memory, up to the end of their output. */
const LAST_WORDS = /\n*(?:<--- Last few GCs --->|FATAL ERROR: |#\n# Fatal |terminate called )[\s\S]*$/;

/** Parts of messages with which engines say that memory is short. */
const SHORT_OF_MEMORY = /allocation failed|could not allocate|out of memory/i;

/** The system's codes for what it may grant later. */
const TEMPORARY_CODES: readonly unknown[] = ["TRY_AGAIN", "ENOMEM", "EAGAIN", "EMFILE", "ENFILE"];

/**
 * Makes a listener that passes on what a worker writes to stderr during one job, except for the loading notice, and for the engine's last words:
 * the job's error says what has happened.
 */
export function messagesOf(write: (text: string) => void = (text) => process.stderr.write(text)) {
  let isEnding = false;
  return ({ stderr = "" }: { readonly stderr?: string }): void => {
    if (isEnding || stderr === "") return;
    isEnding = LAST_WORDS.test(stderr);
    const kept = stderr.replace(LAST_WORDS, "").replaceAll(LOADING_NOTICE, "");
    if (kept !== "") write(kept);
  };
}

/**
 * The error of a job that failed in a worker process: a TemporaryError where the process ended by itself, as it does when memory is short, or
 * where the job says that something was short; otherwise the error as it came.
 */
export function explainFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const death = /terminated Unexpectedly[\s\S]*exitCode: `(\w+)`[\s\S]*signalCode: `(\w+)`/.exec(message);
  if (death !== null) {
    const [, exitCode, signal] = death;
    const how = signal === undefined || signal === "null" ? `with exit code ${exitCode}` : `by ${signal}`;
    return new TemporaryError(
      `its process was ended ${how}, which happens where memory is short: use fewer workers, or give each more memory`,
      { cause: error },
    );
  }
  const isShort = TEMPORARY_CODES.includes(code) || SHORT_OF_MEMORY.test(message);
  return isShort ? new TemporaryError(message, { cause: error }) : error;
}
