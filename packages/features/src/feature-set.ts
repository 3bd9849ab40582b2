import { type Matrix, UsageError } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import { compileProgram, type KernelProgram } from "./compute/kernel-program.js";
import { computeHere } from "./compute/own-thread.js";
import type { FeaturePart, HyperparameterRows } from "./feature-part.js";

/** A named set of features, specialised to a layout. */
export class FeatureSet {
  /** What each column holds: `conv2d_1/kernel:q25`. No two are alike. */
  readonly columns: readonly string[];
  /** @internal What kernels compute of each row: see `writeResults`. */
  readonly program: KernelProgram;

  /** @internal */
  constructor(
    /** As it was asked for: `hyper+weights`. */
    readonly name: string,
    /** Whether `extract` must be given hyperparameters. */
    readonly needsHyperparameters: boolean,
    /** What holds the features exactly: f32 where all are raw weights, else f64. */
    readonly elementType: "f32" | "f64",
    private readonly layout: Layout,
    private readonly parts: readonly FeaturePart[],
  ) {
    this.columns = parts.flatMap((part) => part.columns);
    const computations = parts.flatMap((part) => (part.kind === "computed" ? part.computations : []));
    this.program = compileProgram(computations, layout.parameters);
  }

  /**
   * Writes the features of a block of rows, on this thread; allocates nothing a row.
   *
   * Statistics and norms accumulate in f64 and are what numpy makes of the weights as float64: a tensor that holds a
   * NaN has NaN statistics, infinities follow IEEE arithmetic. A percentile of zero is +0. A missing hyperparameter is NaN.
   *
   * @param weights [rows, parameters of the layout] f32
   * @param out [rows, columns], may be a view of rows of a larger matrix; Float32Array rounds
   * @param hyperparameters where those of each row stand; ignored unless the set needs them
   * @throws UsageError where the set needs hyperparameters and none are given, or names one that the metrics lack
   * @throws InputError where a hyperparameter is not a number, or none of its known categories
   * @throws RangeError where the shapes do not fit
   */
  extract(weights: Matrix<Float32Array>, out: Matrix, hyperparameters?: HyperparameterRows): void {
    this.copyParts(weights, out, hyperparameters);
    if (this.program.results === 0) return;
    computeHere(this.program, weights, (first, _, results) => this.writeResults(results, out, first));
  }

  /** @internal Writes the columns that need no kernel. Throws as `extract` does. */
  copyParts(weights: Matrix<Float32Array>, out: Matrix, hyperparameters?: HyperparameterRows): void {
    requireShape("weights", weights, weights.rows, this.layout.parameters);
    requireShape("out", out, weights.rows, this.columns.length);
    if (this.needsHyperparameters) requireHyperparameters(this.name, hyperparameters, weights.rows);
    let firstColumn = 0;
    for (const part of this.parts) {
      if (part.kind === "copied") part.copy({ weights, hyperparameters }, out, firstColumn);
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

function requireHyperparameters(set: string, given: HyperparameterRows | undefined, rows: number): void {
  if (given === undefined) {
    throw new UsageError(
      `the feature set '${set}' needs the hyperparameters of each row, as a zoo's metrics hold`,
    );
  }
  if (given.rows.length !== rows) {
    throw new RangeError(
      `there are hyperparameters of ${given.rows.length} rows for ${rows} rows of weights`,
    );
  }
  for (let i = 0; i < rows; i++) {
    const row = given.rows[i]!;
    if (!(row >= 0 && row < given.metrics.rows)) {
      throw new RangeError(`row ${row} is not in metrics of ${given.metrics.rows} rows`);
    }
  }
}
