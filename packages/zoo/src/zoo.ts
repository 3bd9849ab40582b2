import type { Matrix } from "@weightcast/core";
import { fingerprintZoo } from "./fingerprint.js";
import type { Layout } from "./layout.js";
import type { Metrics } from "./metrics.js";

/** Some rows of a zoo's weights. */
export interface WeightBlock {
  /** Their numbers in the zoo. */
  readonly rows: Int32Array;
  /** [rows.length, parameters] f32, no gaps between rows; may be a view of the zoo's memory: not to be written to. */
  readonly weights: Matrix<Float32Array>;
}

/** Which rows of a zoo to read, and how. */
export interface BlockOptions {
  /** Row numbers; all rows where left out. */
  readonly rows?: ArrayLike<number> | undefined;
  /** The most rows of one block. */
  readonly blockRows?: number | undefined;
  /** Lets a block's memory be used again once the next block is asked for: a large zoo is read without making garbage. */
  readonly reuse?: boolean | undefined;
  /** Ends the reading with a CancelledError once it is aborted. */
  readonly signal?: AbortSignal | undefined;
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
   * @throws CancelledError once `signal` is aborted
   */
  blocks(options?: BlockOptions): AsyncIterable<WeightBlock>;
  /**
   * The zoo's identity, by which a model knows the zoo that it was fitted on: see `fingerprintZoo`. Computed at the first call, which reads
   * a few rows of weights.
   */
  fingerprint(): Promise<string>;
}

/** A zoo with the same metrics and layout but other weights, and a fingerprint of its own. */
export function zooWithBlocks(zoo: Zoo, blocks: Zoo["blocks"]): Zoo {
  const { name, rows, layout, metrics } = zoo;
  let fingerprint: Promise<string> | undefined;
  const changed: Zoo = {
    name,
    rows,
    layout,
    metrics,
    blocks,
    fingerprint() {
      fingerprint ??= fingerprintZoo(changed);
      return fingerprint;
    },
  };
  return changed;
}

/** The same zoo; `observe` sees each block that is read before its reader does, and must not change it. */
export function observedZoo(zoo: Zoo, observe: (block: WeightBlock) => void): Zoo {
  const { name, rows, layout, metrics } = zoo;
  return {
    name,
    rows,
    layout,
    metrics,
    fingerprint: () => zoo.fingerprint(),
    async *blocks(options) {
      for await (const block of zoo.blocks(options)) {
        observe(block);
        yield block;
      }
    },
  };
}
