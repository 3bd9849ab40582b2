import { InputError } from "@weightcast/core";

/** The order in which the literature takes a zoo's rows. */
export interface NfnPermutation {
  /** Row numbers of the zoo as the file lists them, one a line. All once; a published file has an extra 0 before them. */
  readonly order: Int32Array;
  /** The zoo's rows, without that extra one. */
  readonly rows: number;
  /** Named in errors. */
  readonly file: string | undefined;
}

/**
 * Reads a permutation file such as `cifar10_split.csv` of Neural Functional Networks: a row number a line, no header. The published files
 * start with an extra `0`, which looks like the header that pandas writes over a nameless column. Their own loader, Neural Graphs and
 * ScaleGMN read it as data, and so do we: row 0 then stands in `order` twice. Some later users drop it. Both get the same parts where
 * row 0 is not of the last step, and it is of step 0 in every published zoo.
 *
 * @param text the file's content; lines may end as on Windows
 * @throws InputError where the file is empty, a line is not a whole number, or the lines are not 0 to n - 1, each once but for that 0
 */
export function parseNfnPermutation(text: string, file?: string): NfnPermutation {
  const lines = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
  if (lines.length === 1 && lines[0] === "") {
    throw new InputError("is empty; a permutation file holds the number of a row of the zoo on each line", {
      file,
    });
  }
  const numbers = lines.map((line, row) => {
    if (/^\d+$/.test(line)) return Number(line);
    throw new InputError(`'${line}' is not the number of a row; the permutation file has one a line`, {
      file,
      row,
    });
  });
  const rows = numbers.indexOf(0, 1) > 0 && numbers[0] === 0 ? numbers.length - 1 : numbers.length;
  const first = numbers.length - rows;
  const lineOf = new Int32Array(rows).fill(-1);
  for (let line = first; line < numbers.length; line++) {
    const number = numbers[line]!;
    const fail = (problem: string) =>
      new InputError(`${problem}; a permutation of ${rows} rows has each of 0 to ${rows - 1} once`, {
        file,
        row: line,
      });
    if (number >= rows) throw fail(`${number} is too large`);
    if (lineOf[number]! >= 0) throw fail(`${number} stands in row ${lineOf[number]!} already`);
    lineOf[number] = line;
  }
  return { order: Int32Array.from(numbers), rows, file };
}
