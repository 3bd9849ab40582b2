import { InputError } from "@weightcast/core";
import { PARTS, type Part } from "./split-spec.js";

/** A row of a split file, before it is checked. */
export interface SplitFileRow {
  readonly run: string;
  readonly part: string;
}

/**
 * Reads the part of each run from the rows of a split file. A run may occur several times with the same part.
 *
 * @param file the file's name for error messages
 * @throws InputError where a part is not train, validation or test, or a run has two different parts
 */
export function parseSplit(rows: Iterable<SplitFileRow>, file?: string): Map<string, Part> {
  const parts = new Map<string, Part>();
  let row = 0;
  for (const { run, part: word } of rows) {
    const fail = (problem: string) => new InputError(problem, { file, row, column: "part" });
    const part = PARTS.find((known) => known === word);
    if (part === undefined) {
      throw fail(`the part of the run '${run}' is '${word}'; it must be one of ${PARTS.join(", ")}`);
    }
    const listed = parts.get(run) ?? part;
    if (listed !== part) {
      throw fail(
        `the part of the run '${run}' is ${part} here but ${listed} in an earlier row; each run must be in one part`,
      );
    }
    parts.set(run, part);
    row++;
  }
  return parts;
}
