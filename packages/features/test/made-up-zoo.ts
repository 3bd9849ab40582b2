import { gatherRows, type Matrix, matrix, RandomStream } from "@weightcast/core";
import type { Layout, Metrics, WeightBlock, Zoo } from "@weightcast/zoo";
import { twoRuns } from "./layouts.js";

/** A zoo in memory of random weights, in blocks of a few rows, that counts the blocks that it gave. It has metrics of two rows only. */
export class MadeUpZoo implements Zoo {
  readonly name = "made up";
  readonly metrics: Metrics = twoRuns();
  readonly weights: Matrix<Float32Array>;
  blocksGiven = 0;
  isClosed = false;

  constructor(
    readonly layout: Layout,
    readonly rows: number,
    private readonly blockRows: number,
    private readonly failsAfter: number = Number.POSITIVE_INFINITY,
  ) {
    const random = new RandomStream(7, "weights");
    const data = Float32Array.from({ length: rows * layout.parameters }, () => random.uniform() - 0.5);
    this.weights = matrix(data, rows, layout.parameters);
  }

  async fingerprint(): Promise<string> {
    return "made up";
  }

  async *blocks({ rows = [] }: { rows?: ArrayLike<number> | undefined } = {}): AsyncGenerator<WeightBlock> {
    try {
      for (let first = 0; first < rows.length; first += this.blockRows) {
        if (this.blocksGiven === this.failsAfter) throw new Error("the disk is gone");
        this.blocksGiven++;
        const block = Int32Array.from(rows).subarray(first, first + this.blockRows);
        yield { rows: block, weights: gatherRows(this.weights, block) };
      }
    } finally {
      this.isClosed = true;
    }
  }
}
