import { type Matrix, matrixRow, matrixRows, type WorkOptions } from "@weightcast/core";
import type { Part, RowSplit } from "@weightcast/evaluation";
import { type FeatureSet, featureTable } from "@weightcast/features";
import type { Zoo } from "@weightcast/zoo";

/** Features in one matrix whose rows are the train part's, then the validation part's, then the test part's. */
export interface PartedFeatures {
  readonly features: Matrix;
  /** The row numbers in the zoo of each part's rows, in the order of the matrix. */
  readonly parts: RowSplit;
}

/** Computes the features of all parts in one pass over the zoo, and drops rows whose weights are not all finite. */
export async function partedFeatures(
  set: FeatureSet,
  zoo: Zoo,
  split: RowSplit,
  options: WorkOptions = {},
): Promise<PartedFeatures> {
  const rows = Int32Array.from([...split.train, ...split.validation, ...split.test]);
  const { matrix, finite } = await featureTable(set, zoo, rows, options);
  let kept = 0;
  for (let i = 0; i < rows.length; i++) {
    if (finite[i] === 0) continue;
    if (kept < i) matrixRow(matrix, kept).set(matrixRow(matrix, i));
    kept++;
  }
  const keep = (part: Part, first: number) => split[part].filter((_, i) => finite[first + i] === 1);
  const validationStart = split.train.length;
  const parts = {
    train: keep("train", 0),
    validation: keep("validation", validationStart),
    test: keep("test", validationStart + split.validation.length),
  };
  return { features: matrixRows(matrix, 0, kept), parts };
}

/** Returns the features of one part's rows as a view. */
export function partOf({ features, parts }: PartedFeatures, part: Part): Matrix {
  const first = {
    train: 0,
    validation: parts.train.length,
    test: parts.train.length + parts.validation.length,
  };
  return matrixRows(features, first[part], parts[part].length);
}
