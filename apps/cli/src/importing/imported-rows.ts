import { alignCheckpoint, checkpointLayout } from "@weightcast/checkpoints";
import { InputError, type Matrix, matrix, type WorkOptions } from "@weightcast/core";
import { createLayout, type Layout } from "@weightcast/zoo";
import { openCheckpointFile } from "../sources/open-checkpoint-file.js";
import { LayerFeatures } from "./layer-features.js";

/** Networks as the rows of a zoo. */
export interface ImportedRows {
  readonly layout: Layout;
  /** The networks' rows, one after another: [1, parameters of the layout]. */
  rows(work: WorkOptions): AsyncGenerator<Matrix<Float32Array>>;
}

/**
 * The weights of checkpoints of one architecture, in the layout of the first one.
 *
 * @throws InputError, also from `rows`, if a file cannot be read or does not fit the first one
 */
export async function weightRows(files: readonly string[]): Promise<ImportedRows> {
  const [first = ""] = files;
  const checkpoint = await openCheckpointFile(first);
  const layout = await Promise.resolve(checkpoint)
    .then(checkpointLayout)
    .finally(() => checkpoint.close());
  return {
    layout,
    rows: (work) =>
      eachFile(files, work, async (file) => {
        const opened = await openCheckpointFile(file, work.signal);
        try {
          return (await alignCheckpoint(opened, layout, work)).weights;
        } finally {
          await opened.close();
        }
      }),
  };
}

/**
 * Features of checkpoints of any size instead of their weights, computed layer by layer. Each feature is a tensor of one element.
 *
 * @param set the feature set; its columns must follow from single layers
 * @param origins the first checkpoint of the run of each file, with which some features compare it
 * @throws UsageError if two layers give columns of the same name
 * @throws InputError, also from `rows`, if a file cannot be read or has other layers than the first one
 */
export async function featureRows(
  files: readonly string[],
  origins: readonly string[],
  set: string,
  work: WorkOptions,
): Promise<ImportedRows> {
  const [first = ""] = files;
  const extractor = new LayerFeatures(set);
  const { columns } = await extractor.of(first, first, work);
  const originOf = new Map(files.map((file, i) => [file, origins[i] ?? file]));
  const layout = createLayout(
    columns.map((name, i) => ({ name, shape: [1], start: i, end: i + 1 })),
    first,
  );
  return {
    layout,
    rows: (options) =>
      eachFile(files, options, async (file) => {
        const found = await extractor.of(file, originOf.get(file) ?? file, options);
        const stray = found.columns.find((name, i) => name !== columns[i]);
        if (stray === undefined && found.columns.length === columns.length)
          return Float32Array.from(found.values);
        throw new InputError(
          `has ${found.columns.length} features (first that differs: ${stray ?? columns[found.columns.length]}), where ${first} has ${columns.length}: another architecture`,
          { file },
        );
      }),
  };
}

async function* eachFile(
  files: readonly string[],
  { onProgress }: WorkOptions,
  rowOf: (file: string) => Promise<Float32Array>,
): AsyncGenerator<Matrix<Float32Array>> {
  for (const [i, file] of files.entries()) {
    const row = await rowOf(file);
    yield matrix(row, 1, row.length);
    onProgress?.({ stage: "importing", done: i + 1, total: files.length, unit: "files" });
  }
}
