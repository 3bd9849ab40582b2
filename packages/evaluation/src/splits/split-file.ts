import { InputError } from "@weightcast/core";
import { PARTS, type Part } from "./split-spec.js";

/** A row of a split file, as read: the name of a run and of its part. */
export interface SplitFileRow {
  readonly run: string;
  readonly part: string;
}

/**
 * The part of each run that a file lists. A run may be listed again on the same side.
 *
 * @param file named in errors
 * @throws InputError where a part is none of train, validation and test, or a run is on two sides
 */
export function parseSplit(rows: Iterable<SplitFileRow>, file?: string): Map<string, Part> {
  const parts = new Map<string, Part>();
  let row = 0;
  for (const { run, part: word } of rows) {
    const fail = (problem: string) => new InputError(problem, { file, row, column: "part" });
    const part = PARTS.find((known) => known === word);
    if (part === undefined) {
      throw fail(`the run '${run}' is put on '${word}'; a part is one of ${PARTS.join(", ")}`);
    }
    const listed = parts.get(run) ?? part;
    if (listed !== part) {
      throw fail(`the run '${run}' is put on ${part}, but on ${listed} above; keep each run on one side`);
    }
    parts.set(run, part);
    row++;
  }
  return parts;
}
