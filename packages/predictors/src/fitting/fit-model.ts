import { type ProgressListener, UsageError } from "@weightcast/core";
import { type Part, type SplitSpec, scores } from "@weightcast/evaluation";
import { fitFeatures } from "@weightcast/features";
import type { Selection, Zoo } from "@weightcast/zoo";
import { version } from "../../package.json";
import type { Manifest, Protocol } from "../model/manifest.js";
import { Model } from "../model/model.js";
import { seesWeights } from "../model/sees-weights.js";
import { fitNovelty } from "../novelty/fit-novelty.js";
import type { Examples, FitRequest, Predictor, PredictorParameters } from "../predictors/predictor.js";
import { ceilingOf } from "../scoring/ceiling.js";
import { hashedZoo, hashesOfRows, hashesOfRuns } from "../scoring/seen-networks.js";
import { planFit, rowsOf } from "./fit-plan.js";
import { heldOutErrors } from "./held-out-errors.js";
import { type PartedFeatures, partedFeatures, partOf } from "./parted-features.js";
import { fitStandardisation, standardise } from "./standardisation.js";
import { stoppingPart } from "./stopping-part.js";

/** Options of fitting a predictor to a zoo. The defaults are those of the command line. */
export interface FitModelOptions {
  /**
   * A predictor, or the name of a registered one. By default `blend` if the features are not named, are answers
   * to images, and the train part has at most 500 rows; else `gbm`.
   */
  readonly predictor?: string | Predictor | undefined;
  /** The name of a feature set; by default the one that `bestFeatures` chooses. */
  readonly features?: string | undefined;
  /**
   * Hyperparameters that replace the predictor's defaults, which may depend on the number of columns of the
   * features.
   */
  readonly parameters?: PredictorParameters | undefined;
  /** The metrics column to predict; `test_accuracy` by default. */
  readonly target?: string | undefined;
  /** The rows to use, those of all parts together; by default the final checkpoint of each run. */
  readonly selection?: Selection | undefined;
  /**
   * The division of the runs: a spec, or its text; by default `random`, or `paper` under the paper's
   * protocol.
   */
  readonly split?: string | SplitSpec | undefined;
  /**
   * The number of runs of the train and validation parts whose labels are used; they are drawn by the seed, and
   * all of them train. The other runs count as unlabelled. By default all labels are used.
   */
  readonly labelledRuns?: number | undefined;
  /**
   * Whether features may learn from the weights of the test part as from those of other networks without a
   * label; its targets are never learned from. False by default.
   */
  readonly transductive?: boolean | undefined;
  /** The protocol; `honest` by default. */
  readonly protocol?: Protocol | undefined;
  /** The seed, 0 by default. The same seed gives the same model. */
  readonly seed?: number | undefined;
  /**
   * Whether the model remembers every trained checkpoint of the runs that it was fitted on, and not only the
   * checkpoints that it saw; true by default. If false, the weights of the other checkpoints are not read,
   * and in another zoo the model may take a run that it knows for a new one.
   */
  readonly rememberRuns?: boolean | undefined;
  /**
   * Whether the model learns how far to be trusted: the errors of a cross-validation, from which intervals are
   * made together with those of the validation part, and to flag networks that are unlike its training networks.
   * True by default. This takes some seconds.
   */
  readonly safeguards?: boolean | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fits a predictor to a zoo: computes features, divides the rows by run, fits on the train part, stops early
 * on the validation part, scores on the test part. Networks that are in no part or lack a target count as
 * unlabelled, and fitted features may learn from their weights. Rows whose weights or target are not finite
 * are left out and counted in the manifest. The model remembers the runs of the train part and of the part that
 * it stopped early on, so that `evaluateModel` knows them again in another zoo.
 *
 * @throws UsageError where the request makes no sense (unknown target, feature set, parameter; `paper` split
 * without its protocol)
 * @throws InputError where the zoo does not hold what is needed
 * @throws CancelledError once `signal` is aborted
 */
export async function fitModel(zoo: Zoo, options: FitModelOptions = {}): Promise<Model> {
  const start = performance.now();
  const plan = planFit(zoo, options);
  const { predictor, features: name, selection, protocol, seed, target, unlabelled } = plan;
  const { labelled: withTarget } = plan;
  const { onProgress, signal } = options;
  predictor.check(options.parameters ?? predictor.defaultParameters);
  const targets = zoo.metrics.numbers(target.column);
  const { set, state } = await fitFeatures(name, {
    zoo,
    rows: withTarget.train,
    targets: Float64Array.from(withTarget.train, (row) => targets[row] ?? Number.NaN),
    unlabelled,
    higherIsBetter: target.direction === "higher",
    seed,
    onProgress,
    signal,
  });
  const parameters =
    options.parameters ??
    predictor.parametersFor?.({ rows: withTarget.train.length, columns: set.columns }) ??
    predictor.defaultParameters;
  const hashes = new Map<number, string>();
  const mayBeSeen = [
    ...withTarget.train,
    ...withTarget.validation,
    ...(protocol === "paper" ? withTarget.test : []),
  ];
  const hashed = hashedZoo(zoo, new Set(mayBeSeen), hashes);
  const parted = await partedFeatures(set, hashed, withTarget, { onProgress, signal });
  const { parts } = parted;
  const notFinite = plan.withoutTarget + rowsOf(withTarget) - parted.features.rows;
  if (parts.train.length === 0)
    throw new UsageError(`no rows to train on: all ${notFinite} have weights or targets that are not finite`);

  const standardisation =
    predictor.standardises && protocol === "honest" ? fitStandardisation(partOf(parted, "train")) : null;
  const examples = (part: Part): Examples => {
    const x = partOf(parted, part);
    const y = Float64Array.from(parts[part], (row) => targets[row] ?? Number.NaN);
    return { x: standardisation === null ? x : standardise(x, standardisation), y };
  };
  const stopOn = stoppingPart(protocol, parts.validation.length);
  const request: FitRequest = {
    train: examples("train"),
    validation: parts[stopOn].length === 0 ? undefined : examples(stopOn),
    range: target.range,
    columns: set.columns,
    oneHot: set.oneHot,
    parameters,
    seed,
    onProgress,
    signal,
  };
  const fitted = await predictor.fit(request);
  const test = examples("test");
  const safeguards = options.safeguards !== false;
  const runs = (part: Part) => parts[part].map((row) => zoo.metrics.runOfRow[row] ?? -1);
  const errors = await heldOutErrors({
    predictor,
    fitted,
    request,
    target,
    train: { ...request.train, runs: runs("train") },
    validation: { ...examples("validation"), runs: runs("validation") },
    crossValidate: safeguards && protocol === "honest",
  });
  const novelty =
    safeguards && seesWeights(name)
      ? await fitNovelty({ zoo, rows: parts.train, seed, onProgress, signal })
      : null;
  const seenRows = Int32Array.from([...parts.train, ...parts[stopOn]]);
  const manifest: Manifest = {
    format: 2,
    weightcast: version,
    predictor: predictor.name,
    backend: fitted.backend,
    features: name,
    columns: set.columns,
    layout: zoo.layout.tensors.map(({ name, shape }) => ({ name, shape })),
    ...(zoo.layout.architecture !== undefined && { architecture: zoo.layout.architecture }),
    target,
    checkpoint: selection.checkpoint,
    where: selection.where,
    split: plan.split.name,
    protocol,
    seed,
    hyperparameters: parameters,
    standardisation,
    zoo: { name: zoo.name, rows: zoo.rows, fingerprint: await zoo.fingerprint({ signal }) },
    rows: { ...countParts(parted), notFinite },
    unlabelled: unlabelled.length,
    scores: test.y.length === 0 ? null : scores(test.y, await fitted.predict(test.x)),
    tauCeiling: ceilingOf(target, test.y),
    seconds: (performance.now() - start) / 1000,
  };
  const seen =
    options.rememberRuns === false
      ? hashesOfRows(seenRows, hashes)
      : await hashesOfRuns(zoo, seenRows, hashes, { onProgress, signal });
  return new Model(manifest, { ...parts, seen }, fitted, state, { errors, novelty });
}

function countParts({ parts: { train, validation, test } }: PartedFeatures) {
  return { train: train.length, validation: validation.length, test: test.length };
}
