import { InputError } from "@weightcast/core";
import { HYPERPARAMETER_PREFIX, type Target, targetNamed } from "@weightcast/zoo";
import { parseCsv } from "@weightcast/zoo-io";
import { rowFinder } from "../importing/checkpoint-table.js";
import { readText } from "../options/read-text.js";

/** The labels of networks, from a file. */
export interface Labels {
  readonly target: Target;
  /** Returns the label of a network by its name; NaN if there is none. */
  of(name: string): number;
  /** Returns the run of a network by its name; undefined if the file has no column `run` or no row for the network. */
  runOf(name: string): string | undefined;
}

const FILE_COLUMNS = ["file", "checkpoint", "path"];
/** Columns that are taken for the scores before others. */
const USUAL_SCORES = ["score", "test_accuracy"];
/** Columns that are no scores; so are those of hyperparameters. */
const OTHER_COLUMNS = ["run", "step", "modeldir"];

/**
 * Reads labels from a CSV file with a column `file` and a column of scores: `score` or `test_accuracy` if there is one, else the first column that is
 * neither `run`, `step`, `modeldir` nor a hyperparameter (`config.…`). A cell may be empty. Losses and errors are better when smaller, by the name of
 * the column. A column `run` tells which networks are checkpoints of one run.
 *
 * @throws InputError if a column is missing, a score is not a number, or a file is named twice
 */
export async function readLabels(path: string): Promise<Labels> {
  const { header, rows } = parseCsv(await readText(path), path);
  const file = FILE_COLUMNS.map((name) => header.indexOf(name)).find((index) => index >= 0);
  if (file === undefined)
    throw new InputError("has no column 'file' that names the checkpoints", { file: path });
  const named = USUAL_SCORES.map((name) => header.indexOf(name)).find((index) => index >= 0);
  const isScore = (column: string, index: number) =>
    index !== file && !OTHER_COLUMNS.includes(column) && !column.startsWith(HYPERPARAMETER_PREFIX);
  const column = named ?? header.findIndex(isScore);
  const runs = header.indexOf("run");
  const name = header[column];
  if (name === undefined) throw new InputError("has no column of scores", { file: path });
  const scores = rows.map((cells, row) => {
    const text = (cells[column] ?? "").trim();
    const score = text === "" ? Number.NaN : Number(text);
    if (text !== "" && !Number.isFinite(score)) {
      throw new InputError(`'${text}' is not a number`, { file: path, row, column: name });
    }
    return score;
  });
  const rowOf = rowFinder(
    rows.map((cells) => cells[file] ?? ""),
    path,
  );
  const target = targetNamed(name);
  const [low, high] = target.range ?? [0, 0];
  const isWithin = scores.every((score) => Number.isNaN(score) || (score >= low && score <= high));
  return {
    target: target.range === null || isWithin ? target : { ...target, range: null },
    of: (network) => scores[rowOf(network) ?? -1] ?? Number.NaN,
    runOf: (network) => (runs < 0 ? undefined : rows[rowOf(network) ?? -1]?.[runs]),
  };
}
