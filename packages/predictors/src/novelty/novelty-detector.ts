import { allFinite, InputError, type Matrix, matrix, matrixRow } from "@weightcast/core";
import { Booster } from "@weightcast/gbm";
import type { Layout } from "@weightcast/zoo";
import * as v from "valibot";
import { jsonFile, readJsonFile } from "../predictors/json-file.js";
import type { PredictorFiles } from "../predictors/predictor.js";
import { type WeightDescriptors, weightDescriptors } from "./weight-descriptors.js";

/** A detector of networks that are unlike the training networks. */
export interface NoveltyState {
  /** [tensors] the decimal logarithm of the least and the greatest root mean square of each tensor in training. */
  readonly least: readonly number[];
  readonly greatest: readonly number[];
  /** Tells true networks from noise; null where there were too few to learn from. */
  readonly classifier: {
    readonly booster: Booster;
    /** Networks whose probability of being a true one is below this are flagged. */
    readonly threshold: number;
    /**
     * The number of feature columns that the detector uses in addition to the descriptors of the weights: all
     * columns of the model's features, or none.
     */
    readonly features: number;
  } | null;
}

/** The distance by which a tensor's scale may lie beyond the scales of training. */
const SLACK = Math.log10(1.1);

const HEADER_FILE = "novelty.json";
const BOOSTER_FILE = "novelty.txt";

/** Flags networks that are unlike all that a model was fitted on, with the reason. */
export class NoveltyDetector {
  readonly descriptors: WeightDescriptors;

  constructor(
    private readonly layout: Layout,
    readonly state: NoveltyState,
  ) {
    this.descriptors = weightDescriptors(layout);
  }

  /**
   * @param described [rows, descriptors of the weights]
   * @param features [rows, columns of the model's feature set]
   * @returns [rows] why a network is unlike those of training; null where it is not
   */
  flags(described: Matrix<Float64Array>, features: Matrix): (string | null)[] {
    const { classifier } = this.state;
    const likely = classifier?.booster.predict(joinColumns(described, features, classifier.features));
    return Array.from({ length: described.rows }, (_, row) => {
      const scale = this.scaleFlag(matrixRow(described, row));
      if (scale !== null) return scale;
      if (!allFinite(matrixRow(features, row))) return "its features are not finite";
      if (classifier !== null && (likely?.[row] ?? 1) < classifier.threshold) {
        return "its weights are more like noise than like the trained networks of training";
      }
      return null;
    });
  }

  private scaleFlag(described: Float64Array): string | null {
    const { least, greatest } = this.state;
    for (const [i, { name }] of this.layout.tensors.entries()) {
      const scale = described[i] ?? Number.NaN;
      const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = [least[i], greatest[i]];
      if (scale >= low - SLACK && scale <= high + SLACK) continue;
      const [shown, from, to] = [scale, low, high].map((power) => (10 ** power).toPrecision(3));
      return `the root mean square of ${name} is ${shown}, outside of training (${from} to ${to})`;
    }
    return null;
  }
}

/** The descriptors and, where `columns` is not 0, the features side by side. */
export function joinColumns(described: Matrix, features: Matrix, columns: number): Matrix<Float64Array> {
  const width = described.columns + columns;
  const joined = matrix(new Float64Array(described.rows * width), described.rows, width);
  for (let row = 0; row < described.rows; row++) {
    const target = matrixRow(joined, row);
    target.set(matrixRow(described, row));
    if (columns > 0) target.set(matrixRow(features, row), described.columns);
  }
  return joined;
}

const numbers = v.array(v.pipe(v.number(), v.finite()));

const HeaderSchema = v.object({
  least: numbers,
  greatest: numbers,
  classifier: v.nullable(
    v.object({ threshold: v.number(), features: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  ),
});

/** Writes the files of a detector. */
export function noveltyFiles({ state: { least, greatest, classifier } }: NoveltyDetector): PredictorFiles {
  const told = classifier && { threshold: classifier.threshold, features: classifier.features };
  const files = new Map([[HEADER_FILE, jsonFile({ least, greatest, classifier: told })]]);
  if (classifier !== null) {
    files.set(BOOSTER_FILE, new TextEncoder().encode(classifier.booster.toText()));
  }
  return files;
}

/**
 * Reads a detector from files; null if the files contain no detector.
 *
 * @param columns of the model's feature set
 * @throws InputError where a file is malformed or does not go with the layout
 */
export function noveltyFromFiles(
  files: PredictorFiles,
  layout: Layout,
  columns: number,
): NoveltyDetector | null {
  if (!files.has(HEADER_FILE)) return null;
  const { least, greatest, classifier } = readJsonFile(files, HEADER_FILE, HeaderSchema);
  const fail = (problem: string) => new InputError(problem, { file: HEADER_FILE });
  if (least.length !== layout.tensors.length || greatest.length !== least.length) {
    throw fail(`has scales of ${least.length} tensors where the layout has ${layout.tensors.length}`);
  }
  if (classifier === null) return new NoveltyDetector(layout, { least, greatest, classifier });
  if (classifier.features !== 0 && classifier.features !== columns) {
    throw fail(`sees ${classifier.features} features where the model has ${columns}`);
  }
  const text = files.get(BOOSTER_FILE);
  if (text === undefined) throw new InputError("is missing from the model", { file: BOOSTER_FILE });
  const booster = Booster.fromText(new TextDecoder().decode(text), BOOSTER_FILE);
  return new NoveltyDetector(layout, { least, greatest, classifier: { ...classifier, booster } });
}
