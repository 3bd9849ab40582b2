import type { Matrix } from "@weightcast/core";
import type { Layout } from "./layout.js";
import type { Metrics } from "./metrics.js";

/** Some rows of a zoo's weights. */
export interface WeightBlock {
  /** Their numbers in the zoo. */
  readonly rows: Int32Array;
  /** [rows.length, parameters] f32, no gaps between rows; may be a view of the zoo's memory: not to be written to. */
  readonly weights: Matrix<Float32Array>;
}

/** Which rows of a zoo to read (all of them unless told), and how many at a time. */
export interface BlockOptions {
  readonly rows?: ArrayLike<number> | undefined;
  readonly blockRows?: number | undefined;
  /** Lets a block's memory be used again once the next block is asked for: a large zoo is read without making garbage. */
  readonly reuse?: boolean | undefined;
}

/** A population of networks of one architecture: their metrics, the layout of their weights, and the weights in blocks. */
export interface Zoo {
  /** Names the zoo in messages: its folder, where it has one. */
  readonly name: string;
  readonly rows: number;
  readonly layout: Layout;
  readonly metrics: Metrics;
  /**
   * The weights of the chosen rows, in the order that they are named in, block by block: a zoo of any size passes through
   * bounded memory. Unless `reuse`, a block keeps its memory: it may be used after the next one is asked for.
   *
   * @throws RangeError where a number in `rows` is not a row of the zoo, or `blockRows` is not a whole number above 0
   */
  blocks(options?: BlockOptions): AsyncIterable<WeightBlock>;
}

/** The same zoo, whose weights are read in another way. */
export function zooWithBlocks(zoo: Zoo, blocks: Zoo["blocks"]): Zoo {
  const { name, rows, layout, metrics } = zoo;
  return { name, rows, layout, metrics, blocks };
}
