import { type Matrix, throwIfCancelled, UsageError } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import { AskedSessions } from "./asked-sessions.js";
import { compileProgram, type KernelProgram } from "./compute/kernel-program.js";
import { computeHere } from "./compute/own-thread.js";
import type {
  AskedOptions,
  FeatureBlock,
  FeaturePart,
  HyperparameterRows,
  OneHotColumns,
} from "./feature-part.js";

/** The work that the message of a CancelledError names. */
export const FEATURE_WORK = "the computation of features";

/** Options of `FeatureSet.extract`. */
export interface ExtractOptions {
  /** The hyperparameters of each row; required if the set's `needsHyperparameters` is true. */
  readonly hyperparameters?: HyperparameterRows | undefined;
  /**
   * The first checkpoint of the run of each network, [rows, parameters of the layout] f32; required if the set's `needsFirstCheckpoints`
   * is true.
   */
  readonly origins?: Matrix<Float32Array> | undefined;
  /**
   * The number of threads that families with workers of their own may use; 1 by default. Copies and kernels
   * run on the calling thread.
   */
  readonly threads?: number | undefined;
  /** Ends the computation with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A named set of features, specialised to a layout. `compileFeatures` and `fitFeatures` make feature sets.
 */
export class FeatureSet {
  /** The names of the columns, all distinct: `conv2d_1/kernel:q25`. */
  readonly columns: readonly string[];
  /** The columns that are one-hot, in the order of their numbers. */
  readonly oneHot: readonly OneHotColumns[];
  /** Whether `extract` must be given hyperparameters. */
  readonly needsHyperparameters: boolean;
  /** Whether `extract` must be given the first checkpoints of the runs. */
  readonly needsFirstCheckpoints: boolean;
  /** The columns with a norm over all layers: those of single layers give that of a network as the root of the sum of their squares. */
  readonly normsOverLayers: ReadonlySet<string>;
  /** The element type that holds the features exactly: f32 if all of them are raw weights, otherwise f64. */
  readonly elementType: "f32" | "f64";
  /** @internal The computations of the kernels on each row, see `writeResults`. */
  readonly program: KernelProgram;

  /** @internal */
  constructor(
    /** The name that the set was compiled from: `hyper+weights`. */
    readonly name: string,
    private readonly layout: Layout,
    private readonly parts: readonly FeaturePart[],
  ) {
    this.columns = parts.flatMap((part) => part.columns);
    this.oneHot = oneHotOf(parts);
    this.needsHyperparameters = parts.some((part) => part.hyperparameters === "required");
    this.needsFirstCheckpoints = parts.some((part) => part.origins === "required");
    this.normsOverLayers = new Set(parts.flatMap((part) => part.normsOverLayers ?? []));
    this.elementType = parts.every((part) => part.kind === "copied" && part.elementType === "f32")
      ? "f32"
      : "f64";
    const computations = parts.flatMap((part) => (part.kind === "computed" ? part.computations : []));
    this.program = compileProgram(computations, layout.parameters);
  }

  /**
   * Writes the features of a block of networks. Families with workers of their own start them in each call: for many networks
   * `featureBatches` is faster.
   *
   * Statistics and norms accumulate in f64 and equal what numpy computes from the weights as float64: a tensor that holds a NaN has
   * NaN statistics, infinities follow IEEE arithmetic. A percentile of zero is +0. A missing hyperparameter is NaN.
   *
   * @param weights [rows, parameters of the layout] f32
   * @param out [rows, columns], may be a view of rows of a larger matrix; a Float32Array rounds the values
   * @throws UsageError where the set needs hyperparameters or first checkpoints and none are given, or names a hyperparameter that the
   * metrics lack
   * @throws InputError where a hyperparameter is not a number, or none of its known categories
   * @throws RangeError where the shapes do not fit
   * @throws CancelledError once `signal` is aborted
   */
  async extract(
    weights: Matrix<Float32Array>,
    out: Matrix,
    { hyperparameters, origins, threads = 1, signal }: ExtractOptions = {},
  ): Promise<void> {
    throwIfCancelled(signal, FEATURE_WORK);
    const block = this.prepareBlock(weights, out, { hyperparameters, origins });
    this.copyParts(block, out);
    if (this.program.results > 0) {
      computeHere(this.program, weights, (first, _, results) => this.writeResults(results, out, first));
    }
    const sessions = await this.openSessions({ threads, signal });
    try {
      await sessions.compute(block, out);
    } finally {
      await sessions.close();
    }
  }

  /** @internal Checks shapes and hyperparameters, and gives parts only what one of them reads. Throws as `extract` does. */
  prepareBlock(
    weights: Matrix<Float32Array>,
    out: Matrix,
    { hyperparameters, origins }: Pick<ExtractOptions, "hyperparameters" | "origins">,
  ): FeatureBlock {
    requireShape("weights", weights, weights.rows, this.layout.parameters);
    requireShape("out", out, weights.rows, this.columns.length);
    if (this.needsHyperparameters && hyperparameters === undefined) {
      throw new UsageError(
        `the feature set '${this.name}' needs the hyperparameters of each row, which the metrics of a zoo hold`,
      );
    }
    if (this.needsFirstCheckpoints) {
      if (origins === undefined) {
        throw new UsageError(
          `the feature set '${this.name}' needs the first checkpoint of each network's run, which a zoo of whole runs holds`,
        );
      }
      requireShape("origins", origins, weights.rows, this.layout.parameters);
    }
    const block = { weights, origins: this.needsFirstCheckpoints ? origins : undefined };
    const areRead = this.parts.some((part) => part.hyperparameters !== undefined);
    if (!areRead || hyperparameters === undefined) return { ...block, hyperparameters: undefined };
    requireRows(hyperparameters, weights.rows);
    return { ...block, hyperparameters };
  }

  /** @internal Writes the columns that this thread copies. Throws as `extract` does. */
  copyParts(block: FeatureBlock, out: Matrix): void {
    let firstColumn = 0;
    for (const part of this.parts) {
      if (part.kind === "copied") part.copy(block, out, firstColumn);
      firstColumn += part.columns.length;
    }
  }

  /**
   * @internal Writes the columns that kernels compute.
   *
   * @param results [rows, results of the program]
   * @param firstRow which row of `out` is the first of them
   */
  writeResults(results: Float64Array, { data, stride }: Matrix, firstRow: number): void {
    let next = 0;
    for (let row = firstRow; next < results.length; row++) {
      let target = row * stride;
      for (const { kind, columns } of this.parts) {
        if (kind === "computed") {
          for (let i = 0; i < columns.length; i++) data[target + i] = results[next++]!;
        }
        target += columns.length;
      }
    }
  }

  /** @internal Starts the families that have workers of their own. */
  openSessions(options: AskedOptions): Promise<AskedSessions> {
    return AskedSessions.open(this.parts, options);
  }
}

function oneHotOf(parts: readonly FeaturePart[]): OneHotColumns[] {
  const groups: OneHotColumns[] = [];
  let firstColumn = 0;
  for (const { columns, oneHot = [] } of parts) {
    groups.push(...oneHot.map((group) => ({ ...group, first: firstColumn + group.first })));
    firstColumn += columns.length;
  }
  return groups;
}

function requireShape(
  what: string,
  { rows, columns }: Matrix,
  wantedRows: number,
  wantedColumns: number,
): void {
  if (rows !== wantedRows || columns !== wantedColumns) {
    throw new RangeError(`${what} is ${rows} x ${columns}, not ${wantedRows} x ${wantedColumns}`);
  }
}

function requireRows({ metrics, rows: metricsRows }: HyperparameterRows, rows: number): void {
  if (metricsRows.length !== rows) {
    throw new RangeError(
      `the hyperparameters are those of ${metricsRows.length} rows; expected ${rows}, one for each row of weights`,
    );
  }
  for (let i = 0; i < rows; i++) {
    const row = metricsRows[i]!;
    if (!(row >= 0 && row < metrics.rows)) {
      throw new RangeError(`row ${row} of the metrics is out of range (0 to ${metrics.rows - 1})`);
    }
  }
}
