import type { Matrix } from "@weightcast/core";
import { type BinMapper, type BinningRules, binOf, findBins } from "./bin-mapper.js";
import type { ResolvedParameters } from "./parameters.js";
import { RandomDraws } from "./random-draws.js";

export type BinArray = Uint8Array | Uint16Array;

/** A feature that can be split on. */
export interface BinnedFeature extends BinMapper {
  /** Its column in the matrix. */
  readonly index: number;
  /** [rows] */
  readonly bins: BinArray;
}

/** A matrix as bins, a column at a time. */
export interface BinnedMatrix {
  readonly rows: number;
  /** In the order of their columns; those that no threshold divides are left out. */
  readonly features: readonly BinnedFeature[];
}

/** Rows that bins are found on; LightGBM's bin_construct_sample_cnt. */
const SAMPLE_ROWS = 200_000;

/** Columns gathered at a time: a cache line of f32. */
const BLOCK_COLUMNS = 16;

/**
 * Bins x [rows, columns].
 *
 * @param pause awaited now and then; may throw to stop
 */
export async function binMatrix(
  x: Matrix,
  parameters: ResolvedParameters,
  seed: number,
  pause: () => Promise<void>,
): Promise<BinnedMatrix> {
  const sampled = x.rows <= SAMPLE_ROWS ? undefined : new RandomDraws(seed).sample(x.rows, SAMPLE_ROWS);
  const rules: BinningRules = {
    maxBins: parameters.max_bin,
    minDataInBin: parameters.min_data_in_bin,
    minDataInSide: Math.trunc((parameters.min_data_in_leaf * (sampled?.length ?? x.rows)) / x.rows),
  };
  const FloatArrayOfSameType = x.data.constructor as new (length: number) => Float32Array | Float64Array;
  const block = new FloatArrayOfSameType(BLOCK_COLUMNS * x.rows);
  const sample = new FloatArrayOfSameType(sampled?.length ?? x.rows);
  const features: BinnedFeature[] = [];
  for (let first = 0; first < x.columns; first += BLOCK_COLUMNS) {
    await pause();
    const width = Math.min(BLOCK_COLUMNS, x.columns - first);
    gatherColumns(x, first, width, block);
    for (let k = 0; k < width; k++) {
      const column = block.subarray(k * x.rows, (k + 1) * x.rows);
      if (sampled === undefined) sample.set(column);
      else for (let i = 0; i < sampled.length; i++) sample[i] = column[sampled[i]!]!;
      const mapper = findBins(sample, rules);
      if (mapper !== undefined)
        features.push({ index: first + k, ...mapper, bins: binColumn(column, mapper) });
    }
  }
  return { rows: x.rows, features };
}

function gatherColumns(x: Matrix, first: number, width: number, block: Float32Array | Float64Array): void {
  const { data, rows, stride } = x;
  for (let i = 0; i < rows; i++) {
    const start = i * stride + first;
    for (let k = 0; k < width; k++) block[k * rows + i] = data[start + k]!;
  }
}

function binColumn(column: Float32Array | Float64Array, { upperBounds, hasMissingBin }: BinMapper): BinArray {
  const bins = upperBounds.length <= 256 ? new Uint8Array(column.length) : new Uint16Array(column.length);
  for (let i = 0; i < column.length; i++) bins[i] = binOf(column[i]!, upperBounds, hasMissingBin);
  return bins;
}
