import { RandomDraws } from "./random-draws.js";

/** LightGBM's bagging_rand_block_: rows that share a random stream. */
const BLOCK_ROWS = 1024;

/** Draws the rows that trees are grown on, the same ones as LightGBM from the same seed. */
export class RowSampler {
  private readonly blocks: readonly RandomDraws[];

  constructor(
    private readonly rows: number,
    private readonly fraction: number,
    seed: number,
  ) {
    this.blocks = Array.from(
      { length: Math.ceil(rows / BLOCK_ROWS) },
      (_, block) => new RandomDraws(seed + block),
    );
  }

  /**
   * Draws a fresh bag. Both arrays end ascending.
   *
   * @param bag [rows] its rows are written to the front
   * @param rest [rows] the rows that are not in it
   * @returns how many are in the bag
   */
  draw(bag: Int32Array, rest: Int32Array): number {
    let bagged = 0;
    for (let row = 0; row < this.rows; row++) {
      const draws = this.blocks[Math.trunc(row / BLOCK_ROWS)]!;
      if (draws.uniform() < this.fraction) bag[bagged++] = row;
      else rest[row - bagged] = row;
    }
    return bagged;
  }
}

/** Draws the features that a tree is grown on, the same ones as LightGBM from the same seed. */
export class FeatureSampler<Feature> {
  /** In a tree. */
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
}
