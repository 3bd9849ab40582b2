import { InputError } from "@weightcast/core";
import type { Model } from "./model.js";
import { ModelFields } from "./model-fields.js";
import { parseObjective } from "./model-objective.js";
import { parseTree } from "./tree-reader.js";

const TREE_LINE = "Tree=";
/** The line after the last tree. Files of version 2 may lack it and continue with one of the headings. */
const LAST_LINE = "end of trees";
const HEADINGS = ["feature importances:", "feature_importances:", "parameters:"];
const PANDAS_LINE = "pandas_categorical:";
const MOST_COLUMNS = 2 ** 31 - 1;
const MOST_CLASSES = 2 ** 20;

/**
 * A model from LightGBM's text format, versions 2 to 4, with every index and count checked.
 *
 * @param file named in errors
 * @throws InputError, naming the line
 */
export function parseModel(text: string, file: string | undefined): Model {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0] !== "tree") throw new InputError("line 1: a LightGBM model begins with 'tree'", { file });
  const sections: ModelFields[] = [new ModelFields(1, file)];
  let end = 1;
  for (; end < lines.length; end++) {
    const line = lines[end]!;
    if (line === LAST_LINE || HEADINGS.includes(line) || line.startsWith(PANDAS_LINE)) break;
    if (line.startsWith(TREE_LINE)) sections.push(new ModelFields(end + 1, file));
    if (line !== "") sections.at(-1)!.add(line, end + 1);
  }
  const [header, ...trees] = sections as [ModelFields, ...ModelFields[]];
  if (lines[end] !== LAST_LINE && header.text("version") !== "v2") {
    throw new InputError(`line ${end}: the file ends before '${LAST_LINE}'`, { file });
  }
  return { ...parseSections(header, trees), pandasCategories: parsePandasCategories(lines, end, file) };
}

function parseSections(header: ModelFields, trees: readonly ModelFields[]): Omit<Model, "pandasCategories"> {
  if (!/^v[234]$/.test(header.text("version"))) throw header.fail("version", "is none of v2, v3, v4");
  const classes = header.integer("num_class", 1, MOST_CLASSES);
  const treesPerRound = header.has("num_tree_per_iteration")
    ? header.integer("num_tree_per_iteration", 1, MOST_CLASSES)
    : classes;
  if (trees.length % treesPerRound !== 0) {
    throw header.fail(
      "num_tree_per_iteration",
      `is ${treesPerRound}, which does not divide ${trees.length} trees`,
    );
  }
  const objective = header.has("objective") ? header.text("objective") : undefined;
  checkObjective(header, objective, treesPerRound);
  const columns = header.integer("max_feature_idx", 0, MOST_COLUMNS) + 1;
  if (header.has("tree_sizes")) header.words("tree_sizes", trees.length);
  return {
    featureNames: header.words("feature_names", columns),
    featureRanges: header.words("feature_infos", columns),
    ...(header.has("monotone_constraints")
      ? { monotone: Array.from(header.integers("monotone_constraints", columns, -1, 1)) }
      : {}),
    objective,
    classes,
    treesPerRound,
    averages: header.has("average_output"),
    trees: trees.map((fields, number) => parseTree(fields, number, columns)),
  };
}

function checkObjective(header: ModelFields, text: string | undefined, treesPerRound: number): void {
  const objective = parseObjective(text);
  if (typeof objective === "string") throw header.fail("objective", objective);
  if (objective === undefined) return;
  const scores = objective.objective.scoresPerRow?.(objective.settings) ?? 1;
  if (scores !== treesPerRound) {
    throw header.fail(
      "objective",
      `'${text}' has ${scores} scores a row, but num_tree_per_iteration is ${treesPerRound}`,
    );
  }
}

/** The categories of pandas columns, which Python's package writes as JSON at the end. */
function parsePandasCategories(
  lines: readonly string[],
  from: number,
  file: string | undefined,
): Model["pandasCategories"] {
  const found = lines.findIndex((line, i) => i >= from && line.startsWith(PANDAS_LINE));
  if (found < 0) return undefined;
  const fail = (cause?: unknown) =>
    new InputError(
      `line ${found + 1}: ${PANDAS_LINE} is followed by neither null nor a JSON list of lists`,
      { file },
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(lines[found]!.slice(PANDAS_LINE.length));
  } catch (cause) {
    throw fail(cause);
  }
  if (value === null) return undefined;
  if (!Array.isArray(value) || !value.every(Array.isArray)) throw fail();
  return value as unknown[][];
}
