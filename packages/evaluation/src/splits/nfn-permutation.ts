import { InputError } from "@weightcast/core";

/** A permutation of a zoo's rows, as Neural Functional Networks and later papers publish it. */
export interface NfnPermutation {
  /** The zoo's row numbers in the order of the file. Each occurs once, except that published files have an additional 0 at the beginning. */
  readonly order: Int32Array;
  /** The number of the zoo's rows, without the additional 0. */
  readonly rows: number;
  /** The file's name for error messages. */
  readonly file: string | undefined;
}

/**
 * Reads a permutation file such as `cifar10_split.csv` of Neural Functional Networks: one row number on each line, without a header. The
 * published files begin with an additional `0`, probably the header that pandas writes for a column without a name. The loaders of Neural
 * Functional Networks, Neural Graphs and ScaleGMN read it as data, and this function does the same: row 0 then occurs twice in `order`.
 * Code that leaves the line out gets the same parts as long as row 0 is not of the last step, which is true of every published zoo.
 *
 * @param text the file's content; line endings may be those of Windows
 * @throws InputError where the file is empty, a line is not a whole number, or the lines are not the numbers 0 to n - 1, each once except for
 *   the additional 0
 */
export function parseNfnPermutation(text: string, file?: string): NfnPermutation {
  const lines = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
  if (lines.length === 1 && lines[0] === "") {
    throw new InputError("is empty; a permutation file has a row number of the zoo on each line", {
      file,
    });
  }
  const numbers = lines.map((line, row) => {
    if (/^\d+$/.test(line)) return Number(line);
    throw new InputError(
      `'${line}' is not a row number; a permutation file has a row number of the zoo on each line`,
      {
        file,
        row,
      },
    );
  });
  const rows = numbers.indexOf(0, 1) > 0 && numbers[0] === 0 ? numbers.length - 1 : numbers.length;
  const first = numbers.length - rows;
  const lineOf = new Int32Array(rows).fill(-1);
  for (let line = first; line < numbers.length; line++) {
    const number = numbers[line]!;
    const fail = (problem: string) =>
      new InputError(`${problem}; a permutation of ${rows} rows has each number from 0 to ${rows - 1} once`, {
        file,
        row: line,
      });
    if (number >= rows) throw fail(`${number} is too large`);
    if (lineOf[number]! >= 0) throw fail(`${number} already occurs in row ${lineOf[number]!}`);
    lineOf[number] = line;
  }
  return { order: Int32Array.from(numbers), rows, file };
}
