import type { Metrics } from "@weightcast/core";
import { finding, type VerificationFinding } from "./finding.js";

/** How many pairs of rows a finding names. */
const NAMED_PAIRS = 3;

/**
 * Finds trained checkpoints of different runs whose weights are the same, bit for bit. Runs may well begin with the same weights, so
 * rows at step 0 do not count. Of each row that passes by, its number and a hash of 64 bits are kept.
 */
export class DuplicateWeights {
  private readonly steps: ArrayLike<number>;
  private readonly high: Uint32Array;
  private readonly low: Uint32Array;
  private readonly rows: Int32Array;
  private count = 0;

  constructor(private readonly metrics: Metrics) {
    this.steps = metrics.numbers("step");
    this.high = new Uint32Array(metrics.rows);
    this.low = new Uint32Array(metrics.rows);
    this.rows = new Int32Array(metrics.rows);
  }

  /** @param weights of one row, all finite */
  add(row: number, weights: Float32Array): void {
    if (this.steps[row] === 0) return;
    const words = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
    // Two lanes; the rotations bring every bit of a word to where the multiplications spread it.
    let [high, low] = [0x27d4eb2f, 0x165667b1];
    for (let i = 0; i < words.length; i++) {
      high ^= words[i]!;
      high = Math.imul((high << 15) | (high >>> 17), 0x9e3779b1);
      low ^= words[i]!;
      low = Math.imul((low << 19) | (low >>> 13), 0x85ebca77);
    }
    this.high[row] = high;
    this.low[row] = low;
    this.rows[this.count++] = row;
  }

  findings(): VerificationFinding[] {
    const groups = this.sameWeights().sort((a, b) => a[0]! - b[0]!);
    const rows = groups.flatMap((group) => Array.from(group)).sort((a, b) => a - b);
    const pairs = groups.slice(0, NAMED_PAIRS).map((group) => `${group[0]} and ${this.otherRun(group)}`);
    const named = [...pairs, ...(groups.length > NAMED_PAIRS ? ["…"] : [])].join("; ");
    return finding(`duplicate weights: rows ${named}, of different runs`, rows);
  }

  /** Groups of rows with the same weights, ascending, each of more than one run. */
  private sameWeights(): Int32Array[] {
    const { high, low, count } = this;
    const compare = (a: number, b: number) => high[a]! - high[b]! || low[a]! - low[b]!;
    const sorted = this.rows.subarray(0, count).sort((a, b) => compare(a, b) || a - b);
    const groups: Int32Array[] = [];
    for (let first = 0, end = 0; first < count; first = end) {
      for (end = first + 1; end < count && compare(sorted[first]!, sorted[end]!) === 0; ) end++;
      const group = sorted.subarray(first, end);
      if (this.otherRun(group) !== undefined) groups.push(group);
    }
    return groups;
  }

  /** The first of a group's rows that is not of the same run as its first. */
  private otherRun(group: Int32Array): number | undefined {
    const { runOfRow } = this.metrics;
    return group.find((row) => runOfRow[row] !== runOfRow[group[0]!]);
  }
}
