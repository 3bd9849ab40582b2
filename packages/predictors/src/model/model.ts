import {
  allFinite,
  InputError,
  type Matrix,
  matrix,
  matrixRow,
  UsageError,
  type WorkOptions,
} from "@weightcast/core";
import { checkLevel, conformalRadius, type Interval } from "@weightcast/evaluation";
import {
  compileFeatures,
  FEATURE_STATE_FOLDER,
  type FeatureSet,
  type FeatureState,
  featureTable,
} from "@weightcast/features";
import { clampToTarget, type Layout, observedZoo, sameLayout, type Zoo } from "@weightcast/zoo";
import { standardise } from "../fitting/standardisation.js";
import { describeNetworks } from "../novelty/weight-descriptors.js";
import type { FittedPredictor } from "../predictors/predictor.js";
import { explainPredictions, type FeatureContribution } from "../scoring/explain-predictions.js";
import { type Manifest, type ModelRows, manifestLayout } from "./manifest.js";
import { NO_SAFEGUARDS, type Safeguards } from "./safeguards.js";
import { seesWeights } from "./sees-weights.js";

/** Predictions of some rows: NaN for a row whose weights are not all finite. */
export interface RowPredictions {
  readonly predicted: Float64Array;
  /** One flag for each row, 1 if the row's weights are finite: [rows]. */
  readonly finite: Uint8Array;
  /** [rows]: why a network is unlike those of training, so that its prediction is not to be trusted; null where it is not. */
  readonly flags: readonly (string | null)[];
  /** The features that move each prediction most, if they were asked for: a list for each row. */
  readonly explanations?: readonly (readonly FeatureContribution[])[] | undefined;
}

/** Options of predicting. */
export interface PredictOptions extends WorkOptions {
  /** The largest number of features that explain each prediction; by default predictions are not explained. */
  readonly explain?: number | undefined;
}

/** Options of predicting from bare weights. */
export interface PredictWeightsOptions extends Pick<PredictOptions, "explain"> {
  /** The first checkpoint of the run of each network, for a model whose features compare with it: [rows, parameters of the layout] f32. */
  readonly origins?: Matrix<Float32Array> | undefined;
}

/** A fitted predictor with all that is needed to use it on weights: the feature set, the layout, and how it came to be. */
export class Model {
  readonly layout: Layout;
  /** The files of fitted feature families, by their paths in the model folder; empty where the features need no fit. */
  readonly featureState: FeatureState;
  private readonly features: FeatureSet;

  constructor(
    readonly manifest: Manifest,
    /** The rows of the zoo that the model was fitted on, by part. */
    readonly rows: ModelRows,
    readonly predictor: FittedPredictor,
    /** The files of fitted feature families among those of a model folder, by their paths in it. */
    files: FeatureState = new Map(),
    readonly safeguards: Safeguards = NO_SAFEGUARDS,
  ) {
    this.layout = manifestLayout(manifest);
    this.features = compileFeatures(manifest.features, this.layout, files);
    requireColumns(manifest, this.features.columns);
    this.featureState = new Map(Array.from(files).filter(([path]) => path.startsWith(FEATURE_STATE_FOLDER)));
  }

  /** Whether predictions depend on the weights; false for a model whose features are hyperparameters alone. */
  get seesWeights(): boolean {
    return seesWeights(this.manifest.features);
  }

  /** Whether predicting needs each network's hyperparameters in addition to its weights. */
  get needsHyperparameters(): boolean {
    return this.features.needsHyperparameters;
  }

  /**
   * The conformal interval around a prediction, within the range of the target. Its level holds on average over rows of new runs; the share that
   * is covered on one test set varies, the more so the fewer runs the errors of the model are of.
   *
   * @param predicted a value of the target; NaN gives NaN
   * @param level between 0 and 1
   * @returns null where the model knows no errors; infinite ends where they are too few for the level and the target has no bounds
   * @throws UsageError where the level is out of range
   */
  interval(predicted: number, level: number): Interval | null {
    checkLevel(level);
    const { errors } = this.safeguards;
    if (errors === null) return null;
    const radius = conformalRadius(errors.residuals, level, errors.runs);
    const { target } = this.manifest;
    const centre = clampToTarget(target, predicted);
    return [clampToTarget(target, centre - radius), clampToTarget(target, centre + radius)];
  }

  /**
   * Predicts from features, [rows, columns of the feature set], as computed, not standardised.
   *
   * @returns [rows] f64
   */
  async predictFeatures(features: Matrix): Promise<Float64Array> {
    const { standardisation } = this.manifest;
    return this.predictor.predict(
      standardisation === null ? features : standardise(features, standardisation),
    );
  }

  /** Whether predicting needs the first checkpoint of each network's run in addition to its weights. */
  get needsFirstCheckpoints(): boolean {
    return this.features.needsFirstCheckpoints;
  }

  /**
   * Predicts from bare weights.
   *
   * @param weights [rows, parameters of the layout] f32
   * @throws InputError where the width is not the layout's
   * @throws UsageError where the model needs hyperparameters, or first checkpoints that are not given, or an explanation is asked for that its predictor does not give
   */
  async predictWeights(
    weights: Matrix<Float32Array>,
    file?: string,
    { explain, origins }: PredictWeightsOptions = {},
  ): Promise<RowPredictions> {
    const { parameters } = this.layout;
    if (weights.columns !== parameters) {
      throw new InputError(
        `has ${weights.columns} weights a network, but the model was fitted on networks of ${parameters} weights`,
        { file },
      );
    }
    if (this.needsHyperparameters) {
      throw new UsageError(
        `the model's features '${this.manifest.features}' need hyperparameters, which bare weights lack; score a zoo folder instead`,
      );
    }
    const { length: columns } = this.features.columns;
    const features = matrix(new Float64Array(weights.rows * columns), weights.rows, columns);
    await this.features.extract(weights, features, { origins });
    const finite = Uint8Array.from({ length: weights.rows }, (_, i) =>
      allFinite(matrixRow(weights, i)) ? 1 : 0,
    );
    const { novelty } = this.safeguards;
    const described = novelty && describeNetworks(weights, novelty.descriptors);
    return this.judge({ features, finite, described }, explain);
  }

  /**
   * Predicts rows of a zoo.
   *
   * @throws UsageError where an explanation is asked for that the model's predictor does not give
   * @throws InputError where the zoo has another layout than the one that the model was fitted on
   */
  async predictZoo(zoo: Zoo, rows: Int32Array, options: PredictOptions = {}): Promise<RowPredictions> {
    requireLayout(this.layout, zoo);
    const { novelty } = this.safeguards;
    const { length = 0 } = novelty?.descriptors ?? {};
    const described = novelty && matrix(new Float64Array(rows.length * length), rows.length, length);
    const positions = positionsOf(rows);
    const observed = observedZoo(zoo, (block) => {
      if (novelty === null || described === null) return;
      for (const [i, row] of block.rows.entries()) {
        for (const position of positions.get(row) ?? []) {
          novelty.descriptors.write(matrixRow(block.weights, i), matrixRow(described, position));
        }
      }
    });
    const table = await featureTable(this.features, observed, rows, options);
    return this.judge({ features: table.matrix, finite: table.finite, described }, options.explain);
  }

  private async judge(
    { features, finite, described }: Described,
    explain: number | undefined,
  ): Promise<RowPredictions> {
    const predicted = maskNonFinite(await this.predictFeatures(features), finite);
    const explanations = explain === undefined ? undefined : await this.explain(features, explain);
    const { novelty } = this.safeguards;
    const unlike = novelty && described && novelty.flags(described, features);
    const flags = Array.from(finite, (known, row) =>
      known === 1 ? (unlike?.[row] ?? null) : "its weights are not finite",
    );
    return { predicted, finite, flags, explanations };
  }

  private explain(features: Matrix, count: number): Promise<FeatureContribution[][]> {
    const { standardisation, predictor: name } = this.manifest;
    const x = standardisation === null ? features : standardise(features, standardisation);
    return explainPredictions(name, this.predictor, x, count);
  }
}

/** The features and descriptors of networks that a model predicts from. */
interface Described {
  readonly features: Matrix;
  readonly finite: Uint8Array;
  /** The descriptors of the weights for the model's novelty detector; null if the model has no detector. */
  readonly described: Matrix<Float64Array> | null;
}

/** Returns the positions of each row among the requested rows, in which a row may occur more than once. */
function positionsOf(rows: Int32Array): Map<number, number[]> {
  const positions = new Map<number, number[]>();
  for (const [position, row] of rows.entries()) {
    const known = positions.get(row);
    if (known === undefined) positions.set(row, [position]);
    else known.push(position);
  }
  return positions;
}

/** @throws InputError where a manifest lists other columns than its feature set has on its layout */
function requireColumns({ columns, features }: Manifest, computed: readonly string[]): void {
  if (columns.length === computed.length && columns.every((name, i) => name === computed[i])) return;
  throw new InputError(
    `the manifest lists ${columns.length} columns that are not the ${computed.length} of its features '${features}'`,
  );
}

/** @throws InputError where a zoo has another layout */
export function requireLayout(layout: Layout, zoo: Zoo): void {
  if (sameLayout(layout, zoo.layout)) return;
  throw new InputError(
    `its networks have another layout (${describe(zoo.layout)}) than those that the model was fitted on (${describe(layout)})`,
    { file: zoo.name },
  );
}

function describe({ parameters, tensors }: Layout): string {
  return `${parameters} parameters in ${tensors.length} tensors`;
}

function maskNonFinite(predicted: Float64Array, finite: Uint8Array): Float64Array {
  return predicted.map((value, i) => (finite[i] === 1 ? value : Number.NaN));
}
