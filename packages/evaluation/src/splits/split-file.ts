import { InputError } from "@weightcast/core";
import { type ListedPart, PARTS, UNLABELLED } from "./split-spec.js";

const LISTED: readonly ListedPart[] = [...PARTS, UNLABELLED];

/** A row of a split file, before it is checked. */
export interface SplitFileRow {
  readonly run: string;
  readonly part: string;
}

/**
 * Reads the part of each run from the rows of a split file. A run may occur several times with the same part.
 *
 * @param file the file's name for error messages
 * @throws InputError where a part is not train, validation, test or unlabelled, or a run has two different parts
 */
export function parseSplit(rows: Iterable<SplitFileRow>, file?: string): Map<string, ListedPart> {
  const parts = new Map<string, ListedPart>();
  let row = 0;
  for (const { run, part: word } of rows) {
    const fail = (problem: string) => new InputError(problem, { file, row, column: "part" });
    const part = LISTED.find((known) => known === word);
    if (part === undefined) {
      throw fail(`the part of the run '${run}' is '${word}'; it must be one of ${LISTED.join(", ")}`);
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
