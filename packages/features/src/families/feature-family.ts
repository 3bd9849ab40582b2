import type { ProgressListener } from "@weightcast/core";
import type { Layout, Zoo } from "@weightcast/zoo";
import type { FeaturePart } from "../feature-part.js";

/** Files that a fitted family keeps, by name: plain file names without folders, such as `images.npy`. */
export type FeatureState = ReadonlyMap<string, Uint8Array>;

/** The networks for which a feature family is compiled. */
export interface FeatureContext {
  /** The layout of the networks whose features will be computed. */
  readonly layout: Layout;
  /** The files that `fit` returned; given if and only if the family has `fit`. */
  readonly state?: FeatureState | undefined;
}

/**
 * The data from which a fitted family may learn: the training part of a zoo and the weights of networks whose
 * target is not known.
 */
export interface FeatureTraining {
  /** The zoo that the training rows belong to. A family must read only these rows of it. */
  readonly zoo: Zoo;
  /** The row numbers of the training part in the zoo. */
  readonly rows: Int32Array;
  /** The value to predict of each training row, in the order of `rows`: [rows.length]. */
  readonly targets: Float64Array;
  /**
   * The row numbers of networks of the zoo whose target is not known; a family may learn from their weights.
   * None by default.
   */
  readonly unlabelled?: Int32Array | undefined;
  /** Whether a larger target means a better network: true for an accuracy, false for a loss. */
  readonly higherIsBetter: boolean;
  /** Makes the fit repeatable: the same seed and rows give the same files. */
  readonly seed: number;
  readonly onProgress?: ProgressListener | undefined;
  /** Ends the fit with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A named kind of features, such as the norms of layers. A feature set names one or more families, each with
 * its parameters. `registerFeatureFamily` adds a family to those that feature sets can name.
 *
 * @typeParam Request what `parse` makes of a name and `compile` reads: the family's parameters
 */
export interface FeatureFamily<Request = unknown> {
  /**
   * The word that names of feature sets of this family start with, e.g. `layer-norms`. Parameters follow it
   * after `.`, `:` or `-`. Lower-case words and digits, joined by `-` or `:`.
   */
  readonly name: string;
  /**
   * The syntax of names of this family, e.g. `weights or weights.LAYER`. It appears in errors and in the
   * command line's help.
   */
  readonly syntax: string;
  /** A valid name, e.g. `weights.0`. It appears in errors. */
  readonly example: string;
  /** One or two sentences that describe the columns, for the command line's help. */
  readonly help: string;
  /**
   * Reads the parameters from a name.
   *
   * @param text the whole name, e.g. `weights.0`; it starts with the family's name and holds no `+`
   * @throws UsageError where the name is malformed; see `featureSyntaxError`
   */
  parse(text: string): Request;
  /**
   * Specialises the features to a layout.
   *
   * @throws UsageError where networks of this layout do not have what the request names
   * @throws InputError where the state is damaged
   */
  compile(request: Request, context: FeatureContext): FeaturePart;
  /**
   * Present in a family that learns from training rows before its features can be computed. The files that it returns are kept
   * with the model and given to `compile`.
   *
   * @throws CancelledError once `training.signal` is aborted
   */
  fit?(request: Request, training: FeatureTraining): Promise<FeatureState>;
}
