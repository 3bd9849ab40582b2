import { type ProgressListener, UsageError } from "@weightcast/core";
import { type Part, type Scores, type SplitSpec, scores, splitRows, splitRuns } from "@weightcast/evaluation";
import { compileFeatures } from "@weightcast/features";
import type { Zoo } from "@weightcast/zoo";
import { version } from "../package.json";
import type { Manifest, ManifestScores } from "./manifest.js";
import { Model } from "./model.js";
import { partedFeatures, partOf } from "./parted-features.js";
import type { Examples, Predictor, PredictorParameters } from "./predictor.js";
import { hashedZoo } from "./seen-networks.js";
import { fitStandardisation, standardise } from "./standardisation.js";
import { stoppingPart } from "./stopping-part.js";

export interface FitModelRequest {
  readonly zoo: Zoo;
  /** The zoo's identity, kept so that an evaluation can tell whether it is on the same zoo. */
  readonly fingerprint: string;
  /** The rows to use, of all parts together. */
  readonly rows: Int32Array;
  /** How the rows were chosen, for the record. */
  readonly checkpoint: string;
  readonly where?: string | undefined;
  readonly predictor: Predictor;
  /** The name of a feature set. */
  readonly features: string;
  /** Instead of the predictor's default parameters. */
  readonly parameters?: PredictorParameters | undefined;
  /** The metrics column to predict. */
  readonly target: string;
  readonly split: SplitSpec;
  /** The split in the words of the request, for the record. */
  readonly splitName: string;
  /** `paper` does as Unterthiner et al. did: features not standardised, early stopping on the test part. */
  readonly protocol: "honest" | "paper";
  readonly seed: number;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fits a predictor to a zoo: computes features, divides the rows by run, fits on the train part, stops early on the validation
 * part, scores on the test part. Rows whose weights or target are not finite are left out and counted in the manifest. The model remembers
 * the networks of the train part and of the part that it stopped early on, so that `evaluateModel` knows them again in another zoo.
 *
 * @throws UsageError where the request makes no sense (unknown target, feature set, parameter; `paper` split without its protocol)
 * @throws InputError where the zoo does not hold what is needed
 * @throws CancelledError once `signal` is aborted
 */
export async function fitModel(request: FitModelRequest): Promise<Model> {
  const { zoo, predictor, protocol, seed, onProgress, signal } = request;
  if (request.split.kind === "paper" && protocol !== "paper") {
    throw new UsageError(
      "the split 'paper' stops early on the test part, which flatters the score; it goes with --protocol paper only",
    );
  }
  const start = performance.now();
  const parameters = request.parameters ?? predictor.defaultParameters;
  predictor.check(parameters);
  const targets = zoo.metrics.numbers(request.target);
  const set = compileFeatures(request.features, zoo.layout);
  const runs = Array.from(request.rows, (row) => zoo.metrics.runs[zoo.metrics.runOfRow[row]!]!);
  const runSplit = splitRuns(request.split, runs, seed);
  const withTarget = request.rows.filter((row) => Number.isFinite(targets[row]));

  const byPart = splitRows(runSplit, zoo.metrics, withTarget);
  const hashes = new Map<number, string>();
  const mayBeSeen = protocol === "paper" ? withTarget : [...byPart.train, ...byPart.validation];
  const hashed = hashedZoo(zoo, new Set(mayBeSeen), hashes);
  const { features, parts } = await partedFeatures(set, hashed, byPart, { onProgress, signal });
  const notFinite = request.rows.length - features.rows;
  if (parts.train.length === 0)
    throw new UsageError(`no rows to train on: all ${notFinite} have weights or targets that are not finite`);

  const standardisation =
    predictor.standardises && protocol === "honest"
      ? fitStandardisation(partOf(features, parts, "train"))
      : null;
  const examples = (part: Part): Examples => {
    const x = partOf(features, parts, part);
    const y = Float64Array.from(parts[part], (row) => targets[row]!);
    return { x: standardisation === null ? x : standardise(x, standardisation), y };
  };
  const stopOn = stoppingPart(protocol, parts.validation.length);
  const fitted = await predictor.fit({
    train: examples("train"),
    validation: parts[stopOn].length === 0 ? undefined : examples(stopOn),
    columns: set.columns,
    parameters,
    seed,
    onProgress,
    signal,
  });
  const test = examples("test");
  const testScores = test.y.length === 0 ? null : scores(test.y, await fitted.predict(test.x));
  const manifest: Manifest = {
    format: 1,
    weightcast: version,
    predictor: predictor.name,
    backend: fitted.backend,
    features: request.features,
    columns: set.columns,
    layout: zoo.layout.tensors.map(({ name, shape }) => ({ name, shape })),
    target: request.target,
    checkpoint: request.checkpoint,
    where: request.where ?? null,
    split: request.splitName,
    protocol,
    seed,
    hyperparameters: parameters,
    standardisation,
    zoo: { name: zoo.name, rows: zoo.rows, fingerprint: request.fingerprint },
    rows: {
      train: parts.train.length,
      validation: parts.validation.length,
      test: parts.test.length,
      notFinite,
    },
    scores: testScores === null ? null : scoresRecord(testScores),
    seconds: (performance.now() - start) / 1000,
  };
  const rows = {
    train: Array.from(parts.train),
    validation: Array.from(parts.validation),
    test: Array.from(parts.test),
    seen: Array.from(new Set([...parts.train, ...parts[stopOn]].map((row) => hashes.get(row)!))),
  };
  return new Model(manifest, rows, fitted);
}

/** Scores as JSON holds them: null for what is not defined. */
export function scoresRecord({ r2, mse, mad, tau }: Scores): ManifestScores {
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return { r2: orNull(r2), mse: orNull(mse), mad: orNull(mad), tau: orNull(tau) };
}

/** The same back again, of `count` rows. */
export function scoresOf(record: ManifestScores | null, count: number): Scores {
  const orNaN = (value: number | null | undefined) => value ?? Number.NaN;
  return {
    count,
    r2: orNaN(record?.r2),
    mse: orNaN(record?.mse),
    mad: orNaN(record?.mad),
    tau: orNaN(record?.tau),
  };
}
