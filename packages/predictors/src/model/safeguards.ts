import { InputError } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import * as v from "valibot";
import { type NoveltyDetector, noveltyFiles, noveltyFromFiles } from "../novelty/novelty-detector.js";
import { jsonFile, readJsonFile } from "../predictors/json-file.js";
import type { PredictorFiles } from "../predictors/predictor.js";

/** The errors of predictions of networks that were not fitted to: of the validation part, and of a cross-validation. */
export interface ValidationErrors {
  /** The absolute errors, ascending: [rows that were predicted]. */
  readonly residuals: Float64Array;
  /** The number of runs that the rows belong to. */
  readonly runs: number;
}

/** The data from which a model derives how far a prediction can be trusted. */
export interface Safeguards {
  /** The errors from which intervals are made; null if there are none. */
  readonly errors: ValidationErrors | null;
  /** Flags networks unlike those of training; null in a model whose features do not see weights. */
  readonly novelty: NoveltyDetector | null;
}

export const NO_SAFEGUARDS: Safeguards = { errors: null, novelty: null };

const ERRORS_FILE = "validation-errors.json";

const ErrorsSchema = v.object({
  runs: v.pipe(v.number(), v.integer(), v.minValue(1)),
  residuals: v.pipe(v.array(v.pipe(v.number(), v.finite(), v.minValue(0))), v.minLength(1)),
});

/** Returns the files in which safeguards are stored. */
export function safeguardFiles({ errors, novelty }: Safeguards): PredictorFiles {
  const files = new Map(novelty === null ? [] : noveltyFiles(novelty));
  if (errors !== null) {
    files.set(ERRORS_FILE, jsonFile({ runs: errors.runs, residuals: Array.from(errors.residuals) }));
  }
  return files;
}

/**
 * The safeguards among the files of a model folder.
 *
 * @throws InputError where a file is malformed
 */
export function safeguardsFromFiles(files: PredictorFiles, layout: Layout): Safeguards {
  return { errors: errorsOf(files), novelty: noveltyFromFiles(files, layout) };
}

function errorsOf(files: PredictorFiles): ValidationErrors | null {
  if (!files.has(ERRORS_FILE)) return null;
  const { runs, residuals } = readJsonFile(files, ERRORS_FILE, ErrorsSchema);
  if (residuals.some((value, i) => i > 0 && value < (residuals[i - 1] ?? 0))) {
    throw new InputError("holds residuals that do not ascend", { file: ERRORS_FILE });
  }
  return { runs, residuals: Float64Array.from(residuals) };
}
