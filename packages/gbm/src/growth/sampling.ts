import { RandomDraws } from "./random-draws.js";

/** LightGBM's bagging_rand_block_: the number of rows that share a random stream. */
const BLOCK_ROWS = 1024;

/** Draws the rows that trees are grown on, the same ones as LightGBM from the same seed. */
export class RowSampler {
  private readonly blocks: readonly RandomDraws[];

  /** @param fractionOf the share of rows like a row that are drawn */
  constructor(
    private readonly rows: number,
    private readonly fractionOf: (row: number) => number,
    seed: number,
  ) {
    this.blocks = drawsOfBlocks(rows, seed);
  }

  /**
   * Draws a fresh bag. Both arrays end ascending.
   *
   * @param bag [rows] its rows are written to the front
   * @param rest [rows] the rows that are not in it
   * @returns how many are in the bag
   */
  draw(bag: Int32Array, rest: Int32Array): number {
    const { fractionOf } = this;
    let bagged = 0;
    for (let row = 0; row < this.rows; row++) {
      const draws = this.blocks[Math.trunc(row / BLOCK_ROWS)]!;
      if (draws.uniform() < fractionOf(row)) bag[bagged++] = row;
      else rest[row - bagged] = row;
    }
    return bagged;
  }
}

/** Draws the features that a tree is grown on, the same ones as LightGBM from the same seed. */
export class FeatureSampler<Feature> {
  /** The number of features of each tree. */
  readonly count: number;
  private readonly draws: RandomDraws;

  constructor(
    private readonly features: readonly Feature[],
    fraction: number,
    seed: number,
  ) {
    this.count = Math.max(Math.trunc(features.length * fraction + 0.5), Math.min(1, features.length));
    this.draws = new RandomDraws(seed);
    // LightGBM draws once before the first tree.
    this.draw();
  }

  draw(): readonly Feature[] {
    if (this.count === this.features.length) return this.features;
    return Array.from(this.draws.sample(this.features.length, this.count), (i) => this.features[i]!);
  }

  /** `count` of the numbers 0 to `total - 1`, ascending, from the same draws. */
  sample(total: number, count: number): Int32Array {
    return this.draws.sample(total, count);
  }
}

/** Options of sampling rows by their gradients. */
export interface GradientSampling {
  /** The share of the rows with the largest gradients, all of which are kept. */
  readonly topRate: number;
  /** The share of the rows that are drawn from the other rows. */
  readonly otherRate: number;
}

/** Draws rows by the size of their gradients (LightGBM's GOSS), the same ones as LightGBM on one thread from the same seed. */
export class GradientSampler {
  private readonly blocks: readonly RandomDraws[];

  /** @param perRow the number of scores of a row */
  constructor(
    private readonly rows: number,
    private readonly perRow: number,
    private readonly sampling: GradientSampling,
    seed: number,
  ) {
    this.blocks = drawsOfBlocks(rows, seed);
  }

  /**
   * Draws a bag, and multiplies the gradients of the rows that were drawn from the small ones, so that they stand for all of them.
   *
   * @param pairs [perRow, rows, 2] gradients and hessians
   * @param bag [rows] its rows are written to the front, ascending
   * @param rest [rows] the rows that are not in it, ascending
   * @returns how many are in the bag
   */
  draw(pairs: Float32Array, bag: Int32Array, rest: Int32Array): number {
    const { rows, blocks } = this;
    const sizes = this.gradientSizes(pairs);
    const top = Math.max(1, Math.trunc(rows * this.sampling.topRate));
    const other = Math.trunc(rows * this.sampling.otherRate);
    const threshold = sizes.slice().sort()[rows - top]!;
    const factor = Math.fround((rows - top) / other);
    let bagged = 0;
    let large = 0;
    for (let row = 0; row < rows; row++) {
      if (sizes[row]! >= threshold) {
        bag[bagged++] = row;
        large++;
        continue;
      }
      const needed = other - (bagged - large);
      const left = rows - row - (top - large);
      if (blocks[Math.trunc(row / BLOCK_ROWS)]!.uniform() < needed / left) {
        bag[bagged++] = row;
        this.multiply(pairs, row, factor);
      } else rest[row - bagged] = row;
    }
    return bagged;
  }

  /** [rows]: gradients times hessians, summed over the scores of a row in f32. */
  private gradientSizes(pairs: Float32Array): Float32Array {
    const { rows, perRow } = this;
    const sizes = new Float32Array(rows);
    for (let score = 0; score < perRow; score++) {
      for (let row = 0; row < rows; row++) {
        const at = 2 * (score * rows + row);
        sizes[row]! += Math.abs(Math.fround(pairs[at]! * pairs[at + 1]!));
      }
    }
    return sizes;
  }

  private multiply(pairs: Float32Array, row: number, factor: number): void {
    for (let score = 0; score < this.perRow; score++) {
      const at = 2 * (score * this.rows + row);
      pairs[at]! *= factor;
      pairs[at + 1]! *= factor;
    }
  }
}

/** One random stream for each block of rows. */
function drawsOfBlocks(rows: number, seed: number): RandomDraws[] {
  return Array.from({ length: Math.ceil(rows / BLOCK_ROWS) }, (_, block) => new RandomDraws(seed + block));
}
