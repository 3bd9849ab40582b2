import { type Layout, type Matrix, UsageError } from "@weightcast/core";
import type { FeaturePart, HyperparameterRows } from "./feature-part.js";
import { hyperparameters } from "./hyperparameters.js";
import { norms } from "./norms.js";
import { type FeatureRequest, parseFeatureSet } from "./parse.js";
import { rawWeights } from "./raw-weights.js";
import { layerSegments, tensorSegments, vectorSegment } from "./segments.js";
import { statistics } from "./statistics.js";

/** A named set of features, specialised to a layout. It keeps scratch memory: one call of `extract` at a time. */
export interface FeatureSet {
  /** As it was asked for: `hyper+weights`. */
  readonly name: string;
  /** What each column holds: `conv2d_1/kernel:q25`. No two are alike. */
  readonly columns: readonly string[];
  /** Whether `extract` must be given hyperparameters. */
  readonly needsHyperparameters: boolean;
  /** What holds the features exactly: f32 where all are raw weights, else f64. */
  readonly elementType: "f32" | "f64";
  /**
   * Writes the features of a block of rows; allocates nothing a row.
   *
   * Statistics and norms accumulate in f64 and are what numpy makes of the weights as float64: a tensor that holds a
   * NaN has NaN statistics, infinities follow IEEE arithmetic. A missing hyperparameter is NaN.
   *
   * @param weights [rows, parameters of the layout] f32
   * @param out [rows, columns], may be a view of rows of a larger matrix; Float32Array rounds
   * @param hyperparameters where those of each row stand; ignored unless the set needs them
   * @throws UsageError where the set needs hyperparameters and none are given, or names one that the metrics lack
   * @throws InputError where a hyperparameter is not a number, or none of its known categories
   * @throws RangeError where the shapes do not fit
   */
  extract(weights: Matrix<Float32Array>, out: Matrix, hyperparameters?: HyperparameterRows): void;
}

/**
 * The feature set of a name, for networks of a layout. Names are those of Unterthiner et al. 2020 (arXiv:2002.11448):
 * `weights`, `weights.K`, `wstats-glob`, `wstats-layers:0,3-qts:0,25,50,75,100`, `wnorm-layers:0,1-l1` or `-l2`,
 * `hyper`, `hyper.NAME`, and any of these joined by `+`, side by side.
 *
 * @throws UsageError where the name is unknown or malformed, names a layer that the layout lacks, or names a column twice
 */
export function compileFeatures(set: string, layout: Layout): FeatureSet {
  const requests = parseFeatureSet(set);
  const parts = requests.map(({ request }) => compilePart(request, layout));
  rejectOverlaps(
    requests.map(({ part }) => part),
    parts,
  );
  const columns = parts.flatMap((part) => part.columns);
  const needsHyperparameters = requests.some(({ request }) => request.kind === "hyperparameters");
  return {
    name: set,
    columns,
    needsHyperparameters,
    elementType: requests.every(({ request }) => request.kind === "weights") ? "f32" : "f64",
    extract(weights, out, hyperparameters) {
      requireShape("weights", weights, weights.rows, layout.parameters);
      requireShape("out", out, weights.rows, columns.length);
      if (needsHyperparameters) requireHyperparameters(set, hyperparameters, weights.rows);
      let firstColumn = 0;
      for (const part of parts) {
        part.extract({ weights, hyperparameters }, out, firstColumn);
        firstColumn += part.columns.length;
      }
    },
  };
}

function compilePart(request: FeatureRequest, layout: Layout): FeaturePart {
  switch (request.kind) {
    case "weights":
      return rawWeights(
        request.layer === undefined ? tensorSegments(layout) : layerSegments(layout, [request.layer]),
      );
    case "vector-statistics":
      return statistics([vectorSegment(layout)], request.percentiles);
    case "layer-statistics":
      return statistics(layerSegments(layout, request.layers), request.percentiles);
    case "layer-norms":
      return norms(layerSegments(layout, request.layers), request.order);
    case "hyperparameters":
      return hyperparameters(request.name);
    default:
      return request satisfies never;
  }
}

function rejectOverlaps(names: readonly string[], parts: readonly FeaturePart[]): void {
  const ownerOf = new Map<string, string>();
  for (const [index, { columns }] of parts.entries()) {
    const name = names[index]!;
    const repeated = columns.find((column) => ownerOf.has(column));
    if (repeated !== undefined) {
      throw new UsageError(
        `'${ownerOf.get(repeated)}' and '${name}' overlap: both have the column '${repeated}'; leave one out`,
      );
    }
    for (const column of columns) ownerOf.set(column, name);
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
