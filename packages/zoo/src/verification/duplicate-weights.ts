import type { Metrics } from "../metrics.js";
import { weightHash } from "../weight-hash.js";
import { finding, type VerificationFinding } from "./finding.js";

/** The number of pairs of rows that a finding lists. */
const NAMED_PAIRS = 3;

/**
 * Finds trained checkpoints of different runs whose weights are the same, bit for bit. Runs may well begin with the same weights, so
 * rows at step 0 do not count. For each row, its number and a 64-bit hash are kept in memory.
 */
export class DuplicateWeights {
  private readonly steps: ArrayLike<number>;
  private readonly firstRows = new Map<string, number>();
  /** The rows of each hash that several rows have, ascending. */
  private readonly groups = new Map<string, number[]>();

  constructor(private readonly metrics: Metrics) {
    this.steps = metrics.numbers("step");
  }

  /**
   * @param row a row number greater than those that were added before
   * @param weights the weights of the row: [parameters], all finite
   */
  add(row: number, weights: Float32Array): void {
    if (this.steps[row] === 0) return;
    const hash = weightHash(weights);
    const first = this.firstRows.get(hash);
    if (first === undefined) {
      this.firstRows.set(hash, row);
      return;
    }
    const group = this.groups.get(hash) ?? [first];
    group.push(row);
    this.groups.set(hash, group);
  }

  findings(): VerificationFinding[] {
    const groups = Array.from(this.groups.values())
      .filter((group) => this.otherRun(group) !== undefined)
      .sort((a, b) => a[0]! - b[0]!);
    const pairs = groups.slice(0, NAMED_PAIRS).map((group) => `${group[0]} and ${this.otherRun(group)}`);
    const named = [...pairs, ...(groups.length > NAMED_PAIRS ? ["…"] : [])].join("; ");
    const rows = groups.flat().sort((a, b) => a - b);
    return finding(`duplicate weights: rows ${named}, of different runs`, rows);
  }

  /** The first row of a group that belongs to another run than the group's first row. */
  private otherRun(group: readonly number[]): number | undefined {
    const { runOfRow } = this.metrics;
    return group.find((row) => runOfRow[row] !== runOfRow[group[0]!]);
  }
}
