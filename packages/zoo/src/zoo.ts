import type { Matrix } from "@weightcast/core";
import { keptFingerprint } from "./fingerprint.js";
import type { Layout } from "./layout.js";
import type { Metrics } from "./metrics.js";

/** The weights of some rows of a zoo. */
export interface WeightBlock {
  /** The row numbers in the zoo. */
  readonly rows: Int32Array;
  /** The weights: [rows.length, parameters] f32, without gaps between rows. They may be the zoo's own memory, so do not write to them. */
  readonly weights: Matrix<Float32Array>;
}

/** The rows of a zoo to read, and how to read them. */
export interface BlockOptions {
  /** The row numbers; by default all rows. */
  readonly rows?: ArrayLike<number> | undefined;
  /** The maximum number of rows in a block; by default 256. */
  readonly blockRows?: number | undefined;
  /**
   * Whether the memory of a block is reused once the next block is requested, so that reading a large zoo
   * allocates little.
   */
  readonly reuse?: boolean | undefined;
  /** Cancels the reading: once this signal is aborted, it ends with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a fingerprint. */
export interface FingerprintOptions {
  /** Cancels the computation: once this signal is aborted, it ends with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}

/** A population of networks with one layout of weights: their metrics, the layout, and the weights in blocks of rows. */
export interface Zoo {
  /** The zoo's name in messages: the path of its folder or file, where it has one. */
  readonly name: string;
  /** The number of checkpoints; each is a row of the metrics and of the weights. */
  readonly rows: number;
  readonly layout: Layout;
  readonly metrics: Metrics;
  /**
   * The weights of the chosen rows, in the order of `rows`, block by block, so that a zoo of any size is read in bounded memory. A block may
   * be used after the next one is requested, except with `reuse`.
   *
   * @throws RangeError where an entry of `rows` is not the number of a row, or `blockRows` is not a whole number above 0
   * @throws CancelledError once `signal` is aborted
   */
  blocks(options?: BlockOptions): AsyncIterable<WeightBlock>;
  /**
   * The fingerprint by which a model recognises the zoo that it was fitted on; see `fingerprintZoo`. The first call computes it and reads
   * 64 rows of weights for that.
   *
   * @throws InputError where the weights cannot be read
   * @throws CancelledError once `signal` is aborted, except where the fingerprint is known already
   */
  fingerprint(options?: FingerprintOptions): Promise<string>;
}

/** A zoo with the metrics and the layout of `zoo`, whose weights are read by `blocks`. It has its own fingerprint. */
export function zooWithBlocks(
  zoo: Pick<Zoo, "name" | "rows" | "layout" | "metrics">,
  blocks: Zoo["blocks"],
): Zoo {
  const { name, rows, layout, metrics } = zoo;
  const changed: Zoo = {
    name,
    rows,
    layout,
    metrics,
    blocks,
    fingerprint: (options) => fingerprint(options),
  };
  const fingerprint = keptFingerprint(changed);
  return changed;
}

/** The same zoo with an observer: `observe` gets each block before the reader does, and must not change it. */
export function observedZoo(zoo: Zoo, observe: (block: WeightBlock) => void): Zoo {
  const { name, rows, layout, metrics } = zoo;
  return {
    name,
    rows,
    layout,
    metrics,
    fingerprint: (options) => zoo.fingerprint(options),
    async *blocks(options) {
      for await (const block of zoo.blocks(options)) {
        observe(block);
        yield block;
      }
    },
  };
}
