import { allFinite, InputError, type Matrix, matrixRow } from "@weightcast/core";
import { Booster } from "@weightcast/gbm";
import type { Layout } from "@weightcast/zoo";
import * as v from "valibot";
import { jsonFile, readJsonFile } from "../predictors/json-file.js";
import type { PredictorFiles } from "../predictors/predictor.js";
import { type WeightDescriptors, weightDescriptors } from "./weight-descriptors.js";

/** A detector of networks that are unlike the training networks. */
export interface NoveltyState {
  /** [tensors] the decimal logarithm of the least and the greatest root mean square of each tensor that training leads one to expect. */
  readonly least: readonly number[];
  readonly greatest: readonly number[];
  /** Tells true networks from noise; null where there were too few to learn from. */
  readonly classifier: {
    readonly booster: Booster;
    /** Networks whose probability of being a true one is below this are flagged. */
    readonly threshold: number;
  } | null;
}

/** The distance by which a tensor's scale may lie beyond what is expected. */
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
    const likely = classifier?.booster.predict(described);
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
      return `the root mean square of ${name} is ${shown}, outside of what training leads one to expect (${from} to ${to})`;
    }
    return null;
  }
}

const numbers = v.array(v.pipe(v.number(), v.finite()));

const HeaderSchema = v.object({
  least: numbers,
  greatest: numbers,
  classifier: v.nullable(v.object({ threshold: v.number() })),
});

/** Writes the files of a detector. */
export function noveltyFiles({ state: { least, greatest, classifier } }: NoveltyDetector): PredictorFiles {
  const told = classifier && { threshold: classifier.threshold };
  const files = new Map([[HEADER_FILE, jsonFile({ least, greatest, classifier: told })]]);
  if (classifier !== null) {
    files.set(BOOSTER_FILE, new TextEncoder().encode(classifier.booster.toText()));
  }
  return files;
}

/**
 * Reads a detector from files; null if the files contain no detector.
 *
 * @throws InputError where a file is malformed or does not go with the layout
 */
export function noveltyFromFiles(files: PredictorFiles, layout: Layout): NoveltyDetector | null {
  if (!files.has(HEADER_FILE)) return null;
  const { least, greatest, classifier } = readJsonFile(files, HEADER_FILE, HeaderSchema);
  const fail = (problem: string) => new InputError(problem, { file: HEADER_FILE });
  if (least.length !== layout.tensors.length || greatest.length !== least.length) {
    throw fail(`has scales of ${least.length} tensors where the layout has ${layout.tensors.length}`);
  }
  if (classifier === null) return new NoveltyDetector(layout, { least, greatest, classifier });
  const text = files.get(BOOSTER_FILE);
  if (text === undefined) throw new InputError("is missing from the model", { file: BOOSTER_FILE });
  const booster = Booster.fromText(new TextDecoder().decode(text), BOOSTER_FILE);
  const detector = new NoveltyDetector(layout, { least, greatest, classifier: { ...classifier, booster } });
  const { length } = detector.descriptors;
  if (booster.featureNames.length !== length) {
    throw new InputError(
      `tells networks by ${booster.featureNames.length} numbers where this version describes them by ${length}; fit the model again`,
      { file: BOOSTER_FILE },
    );
  }
  return detector;
}
