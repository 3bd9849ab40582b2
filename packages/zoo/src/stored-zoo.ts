import {
  gatherRows,
  InputError,
  type Matrix,
  matrixRows,
  throwIfCancelled,
  throwProblems,
} from "@weightcast/core";
import { keptFingerprint } from "./fingerprint.js";
import type { Layout } from "./layout.js";
import type { Metrics } from "./metrics.js";
import { withArchitecture } from "./told-architecture.js";
import type { BlockOptions, FingerprintOptions, WeightBlock, Zoo } from "./zoo.js";

/** The source of a zoo's weights: memory, or a file that is read in parts. */
export interface WeightSource {
  readonly rows: number;
  readonly columns: number;
  /** Opens the source for reading; the caller closes the reader. */
  open(): Promise<WeightReader>;
}

/** An open source of weights. */
export interface WeightReader {
  /**
   * Reads rows of weights, in the order of `rows`: [rows.length, columns].
   *
   * @param rows row numbers of the source; the caller has checked that they are in range
   * @param memory at least rows.length * columns elements, which the reader may use for the result
   */
  take(rows: Int32Array, memory?: Float32Array): Promise<Matrix<Float32Array>>;
  /** Releases the source. */
  close(): Promise<void>;
}

/** The number of weights in a block: about 5 MB of the Small CNN Zoo's weights. */
const BLOCK_ROWS = 256;
/** The number of blocks that are read ahead while the reader uses the current one. */
const BLOCKS_AHEAD = 2;

/** A block, and the memory that can be reused after it. */
interface LentBlock extends WeightBlock {
  readonly memory: Float32Array | undefined;
}

/** A zoo whose weights come from a source: memory (`memorySource`) or a file. */
export class StoredZoo implements Zoo {
  /** The layout, with the architecture that the metrics tell, where they tell one. */
  readonly layout: Layout;
  private readonly identity = keptFingerprint(this);

  /**
   * @param name names the zoo in messages
   * @throws InputError where the metrics or the layout do not fit the weights
   */
  constructor(
    readonly name: string,
    layout: Layout,
    readonly metrics: Metrics,
    private readonly source: WeightSource,
  ) {
    this.layout = withArchitecture(layout, metrics);
    const problems: InputError[] = [];
    if (metrics.rows !== source.rows) {
      const place = { file: metrics.file, row: Math.min(metrics.rows, source.rows) };
      const problem = `the metrics have ${metrics.rows} rows, but the weights have ${source.rows}`;
      problems.push(new InputError(problem, place));
    }
    if (layout.parameters !== source.columns) {
      const problem = `the layout describes ${layout.parameters} parameters, but the weights have ${source.columns} columns`;
      problems.push(new InputError(problem, { file: name }));
    }
    throwProblems(problems);
  }

  get rows(): number {
    return this.source.rows;
  }

  fingerprint(options?: FingerprintOptions): Promise<string> {
    return this.identity(options);
  }

  async *blocks(options: BlockOptions = {}): AsyncGenerator<WeightBlock> {
    const {
      rows = this.metrics.runOfRow.map((_, row) => row),
      blockRows = BLOCK_ROWS,
      reuse = false,
      signal,
    } = options;
    if (!(Number.isInteger(blockRows) && blockRows > 0)) {
      throw new RangeError(`the rows of a block must be a whole number above 0, not ${blockRows}`);
    }
    const chosen = this.checkRows(rows);
    const reader = await this.source.open();
    const ahead: Promise<LentBlock>[] = [];
    const spare: Float32Array[] = [];
    let first = 0;
    const readNext = () => {
      const block = chosen.subarray(first, first + blockRows);
      first += block.length;
      const memory = reuse ? (spare.pop() ?? new Float32Array(blockRows * this.source.columns)) : undefined;
      const reading = reader.take(block, memory).then((weights) => ({ rows: block, weights, memory }));
      // If the reader leaves before it requests this block, no one else handles a failure to read the block.
      reading.catch(() => {});
      ahead.push(reading);
    };
    try {
      while (first < chosen.length || ahead.length > 0) {
        throwIfCancelled(signal, `reading ${this.name}`);
        while (first < chosen.length && ahead.length <= BLOCKS_AHEAD) readNext();
        const { memory, ...block } = await ahead.shift()!;
        yield block;
        if (memory !== undefined) spare.push(memory);
      }
    } finally {
      await Promise.allSettled(ahead);
      await reader.close();
    }
  }

  private checkRows(rows: ArrayLike<number>): Int32Array {
    return Int32Array.from(rows, (row) => {
      if (Number.isInteger(row) && row >= 0 && row < this.rows) return row;
      throw new RangeError(`row ${row} of ${this.name} is out of range (${rangeOfRows(this.rows)})`);
    });
  }
}

/** A source of weights that are in memory: [rows, parameters] f32. */
export function memorySource(weights: Matrix<Float32Array>): WeightSource {
  const take = async (rows: Int32Array) => {
    const first = rows[0] ?? 0;
    const contiguous = weights.stride === weights.columns && rows.every((row, i) => row === first + i);
    return contiguous ? matrixRows(weights, first, rows.length) : gatherRows(weights, rows);
  };
  const { rows, columns } = weights;
  return { rows, columns, open: async () => ({ take, close: async () => {} }) };
}

function rangeOfRows(rows: number): string {
  return rows === 0 ? "the zoo has no rows" : `0 to ${rows - 1}`;
}
