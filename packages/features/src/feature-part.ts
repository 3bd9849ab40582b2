import type { Matrix } from "@weightcast/core";
import type { Metrics } from "@weightcast/zoo";
import type { Computation } from "./compute/computation.js";

/**
 * The hyperparameters of a block of rows: `rows[i]` is the row of `metrics` that belongs to row i of the
 * block.
 */
export interface HyperparameterRows {
  readonly metrics: Metrics;
  readonly rows: ArrayLike<number>;
}

/** A block of networks whose features are computed. */
export interface FeatureBlock {
  /** The weights, one network in each row, not to be changed: [rows, parameters of the layout] f32. */
  readonly weights: Matrix<Float32Array>;
  /** Always present for a part whose `hyperparameters` are `required`; undefined for a part that does not say that it reads them. */
  readonly hyperparameters: HyperparameterRows | undefined;
  /**
   * The first checkpoint of each network's run, not to be changed: [rows, parameters of the layout] f32. Always present for a part
   * whose `origins` are `required`, else undefined.
   */
  readonly origins: Matrix<Float32Array> | undefined;
}

/** The properties that every part has. */
interface PartColumns {
  /**
   * The names of the columns, e.g. `conv2d_1/kernel:q25`. No two columns of a feature set may have the same
   * name.
   */
  readonly columns: readonly string[];
  /**
   * Whether the part reads the hyperparameters of each network. A set with a `required` part refuses weights
   * without hyperparameters, an `optional` part works without them; if undefined, the part never reads them.
   */
  readonly hyperparameters?: "required" | "optional";
  /** Whether the part compares networks with the first checkpoints of their runs; a set with such a part refuses weights without them. */
  readonly origins?: "required";
  /**
   * The columns that hold a norm over all layers. Where a network is described one layer at a time, the root of the sum of their squares is
   * the value of the network.
   */
  readonly normsOverLayers?: readonly string[];
  /** The columns that are one-hot, by their number in the part; predictors that know categories join them. */
  readonly oneHot?: readonly OneHotColumns[];
}

/** Columns side by side of which at most one is 1 and the others are 0: one for each word of a category. */
export interface OneHotColumns {
  /** The name of the category. */
  readonly name: string;
  /** The number of the first column. */
  readonly first: number;
  /** The word of each column. */
  readonly words: readonly string[];
}

/** Features that this thread copies from the weights or from the metrics. */
export interface CopiedPart extends PartColumns {
  readonly kind: "copied";
  /** The element type of the values: `f32` if a Float32Array holds every value exactly; f64 by default. */
  readonly elementType?: "f32" | "f64";
  /** Writes its columns of every row of the block into `out` [rows, columns of the set], from column `firstColumn` on. */
  copy(block: FeatureBlock, out: Matrix, firstColumn: number): void;
}

/** Features that this package's kernels compute from stretches of the weights. */
export interface ComputedPart extends PartColumns {
  readonly kind: "computed";
  /** The columns of the part are the results of all computations, one after another. */
  readonly computations: readonly Computation[];
}

/** Features that a family computes asynchronously with kernels and workers of its own, e.g. by forward passes of whole networks. */
export interface AskedPart extends PartColumns {
  readonly kind: "asked";
  /**
   * Starts what the computation needs. It is opened once for each pass over a zoo, and once for each call of `FeatureSet.extract`.
   *
   * @throws CancelledError once the signal is aborted
   */
  open(options: AskedOptions): Promise<AskedSession>;
}

/** Options with which an asked part computes. */
export interface AskedOptions {
  /** The number of threads that the part may use at the same time, at least 1. */
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
}

/** An asked part after its workers have started. */
export interface AskedSession {
  /**
   * Writes its columns of every row of the block into `out` [rows, columns of the set], from column `firstColumn` on. It is called
   * again only after the promise is settled. The block and its weights are valid until then.
   *
   * @throws CancelledError once the signal is aborted
   */
  compute(block: FeatureBlock, out: Matrix, firstColumn: number): Promise<void>;
  /** Ends its workers and frees its memory; it is called once, after errors and cancellation too. */
  close(): Promise<void>;
}

/** One part of a feature set, specialised to a layout. */
export type FeaturePart = CopiedPart | ComputedPart | AskedPart;
