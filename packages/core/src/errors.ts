/**
 * The base of every error that a Weightcast package raises on purpose. `code` is stable; messages are one line, for people.
 */
export abstract class WeightcastError extends Error {
  abstract readonly code: "BAD_INPUT" | "BAD_USAGE" | "OUTPUT_EXISTS" | "OUTPUT_UNWRITABLE" | "CANCELLED";

  constructor(message: string, options?: ErrorOptions) {
    // Messages quote names and cells of files: line breaks and terminal escapes in those must not reach a terminal.
    super(message.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " "), options);
    this.name = new.target.name;
  }
}

/** Where in an input something is wrong; whatever is known is filled in. */
export interface InputLocation {
  /** The file's path, or what stands for it where the bytes came from elsewhere. */
  readonly file?: string | undefined;
  /** 0-based data row (a header line does not count). */
  readonly row?: number | undefined;
  readonly column?: string | undefined;
  /** 0-based byte offset. */
  readonly byte?: number | undefined;
}

/** An input that cannot be read as what it should be: says what is wrong, where, and what to do about it. */
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

/** A request that makes no sense as asked: an unknown name, an option out of range, two things that do not go together. */
export class UsageError extends WeightcastError {
  readonly code = "BAD_USAGE";
}

/** An output path that already exists and was not asked to be replaced. */
export class OutputExistsError extends WeightcastError {
  readonly code = "OUTPUT_EXISTS";
  readonly path: string;
  /** Whether the same call replaces the output where its `force` option is set. */
  readonly isReplaceable: boolean;

  /** @param advice what to do: `choose another path` */
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

  /** @param reason what stands in the way, and what to do */
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`cannot write ${path}: ${reason}`, options);
    this.path = path;
  }
}

/** Work that stopped because its AbortSignal said so. */
export class CancelledError extends WeightcastError {
  readonly code = "CANCELLED";
}
