/** The maximum length of a message. A longer one quotes more of a file than helps to find the place. */
const MOST_CHARACTERS = 2000;

/**
 * The base class of all errors that Weightcast packages throw deliberately. A program can rely on `code`; the message is one line of text for
 * people.
 */
export abstract class WeightcastError extends Error {
  abstract readonly code:
    | "BAD_INPUT"
    | "BAD_USAGE"
    | "OUTPUT_EXISTS"
    | "OUTPUT_UNWRITABLE"
    | "CANCELLED"
    | "TRY_AGAIN";

  constructor(message: string, options?: ErrorOptions) {
    // Messages quote names and cells of files, whose line breaks and terminal escapes must not reach a terminal.
    super(shortened(message.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")), options);
    this.name = new.target.name;
  }
}

/** A message whose middle is left out where it is too long. */
function shortened(message: string): string {
  if (message.length <= MOST_CHARACTERS) return message;
  const kept = MOST_CHARACTERS / 2 - 10;
  return `${message.slice(0, kept)} […] ${message.slice(-kept)}`;
}

/** The place in an input at which something is wrong. Fields that are not known are undefined. */
export interface InputLocation {
  /** The file's path, or another name of the input where its bytes did not come from a file. */
  readonly file?: string | undefined;
  /** The data row, counted from 0; a header line does not count. */
  readonly row?: number | undefined;
  /** The name of the column. */
  readonly column?: string | undefined;
  /** The byte offset, counted from 0. */
  readonly byte?: number | undefined;
}

/** An input that cannot be used as it is. The message says what is wrong, where, and where possible how to correct it. */
export class InputError extends WeightcastError implements InputLocation {
  readonly code = "BAD_INPUT";
  readonly file: string | undefined;
  readonly row: number | undefined;
  readonly column: string | undefined;
  readonly byte: number | undefined;

  constructor(problem: string, location: InputLocation = {}, options?: ErrorOptions) {
    const { file, row, column, byte } = location;
    const parts = [
      file,
      row === undefined ? undefined : `row ${row}`,
      column === undefined ? undefined : `column ${column}`,
      byte === undefined ? undefined : `byte ${byte}`,
    ].filter((part) => part !== undefined);
    super(parts.length === 0 ? problem : `${parts.join(", ")}: ${problem}`, options);
    this.file = file;
    this.row = row;
    this.column = column;
    this.byte = byte;
  }
}

/** A request that cannot be fulfilled as it was made: an unknown name, an option out of range, or options that contradict each other. */
export class UsageError extends WeightcastError {
  readonly code = "BAD_USAGE";
}

/** An output path that already exists and that this call does not replace. */
export class OutputExistsError extends WeightcastError {
  readonly code = "OUTPUT_EXISTS";
  readonly path: string;
  /** Whether the same call would replace the output if its `force` option were set. */
  readonly isReplaceable: boolean;

  /** @param advice what the caller can do: `choose another path` */
  constructor(path: string, advice: string, options: { readonly isReplaceable?: boolean } = {}) {
    super(`${path} already exists; ${advice}`);
    this.path = path;
    this.isReplaceable = options.isReplaceable ?? false;
  }
}

/** An output path at which nothing can be written, such as one inside a file. */
export class OutputUnwritableError extends WeightcastError {
  readonly code = "OUTPUT_UNWRITABLE";
  readonly path: string;

  /** @param reason why nothing can be written there, and what the caller can do */
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`cannot write ${path}: ${reason}`, options);
    this.path = path;
  }
}

/** A resource is not available at the moment: another process holds it, or a server does not answer. The same call may succeed later. */
export class TemporaryError extends WeightcastError {
  readonly code = "TRY_AGAIN";
}

/** Work that ended early because its AbortSignal was aborted. */
export class CancelledError extends WeightcastError {
  readonly code = "CANCELLED";
}
