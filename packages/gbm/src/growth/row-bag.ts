import type { TrainingTargets } from "../objectives/objective.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import type { LeafRows } from "./row-partition.js";
import { GradientSampler, RowSampler } from "./sampling.js";

/** The rows that the trees of a round are grown on. */
export interface Bag {
  readonly rows: LeafRows;
  /** The other ones. */
  readonly rest: LeafRows;
}

/** Draws the rows that trees are grown on. */
export class RowBag {
  /** Whether rows are drawn by their gradients, which changes the gradients of some. */
  readonly samplesGradients: boolean;
  private readonly rowSampler: RowSampler | undefined;
  private readonly gradientSampler: GradientSampler | undefined;
  private readonly bagStart: number = 0;
  private readonly restStart: number = 0;
  /** The number of rows in the present bag; -1 before the first bag is drawn. */
  private bagged = -1;

  /** @param perRow how many scores each row has */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly rows: number,
    { targets }: TrainingTargets,
    perRow: number,
    private readonly parameters: ResolvedParameters,
    seed: number,
  ) {
    const { bagging_fraction, bagging_freq, pos_bagging_fraction, neg_bagging_fraction } = parameters;
    const { top_rate: topRate, other_rate: otherRate } = parameters;
    this.samplesGradients = parameters.data_sample_strategy === "goss";
    // As in LightGBM, only two classes are drawn apart.
    const isByClass =
      parameters.objective === "binary" && Math.min(pos_bagging_fraction, neg_bagging_fraction) < 1;
    if (this.samplesGradients) {
      this.gradientSampler = new GradientSampler(rows, perRow, { topRate, otherRate }, seed);
    } else if (bagging_freq > 0 && (bagging_fraction < 1 || isByClass)) {
      const fractionOf = isByClass
        ? (row: number) => (targets[row]! > 0 ? pos_bagging_fraction : neg_bagging_fraction)
        : () => bagging_fraction;
      this.rowSampler = new RowSampler(rows, fractionOf, seed);
    }
    if (!this.isSampled) return;
    this.bagStart = memory.allocate(4 * rows);
    this.restStart = memory.allocate(4 * rows);
  }

  /** Whether rounds may see other rows. */
  get isSampled(): boolean {
    return this.rowSampler !== undefined || this.gradientSampler !== undefined;
  }

  /**
   * The rows of the next round's trees; undefined for all.
   *
   * @param round how many rounds grew trees before
   * @param pairs the gradients of the round
   */
  draw(round: number, pairs: Float32Array): Bag | undefined {
    const { memory, rowSampler, gradientSampler, parameters, rows } = this;
    if (gradientSampler !== undefined) {
      // As in LightGBM, the first rounds use all rows.
      if (round < Math.trunc(1 / parameters.learning_rate)) return undefined;
      const [bag, rest] = [memory.i32(this.bagStart, rows), memory.i32(this.restStart, rows)];
      this.bagged = gradientSampler.draw(pairs, bag, rest);
      return this.bag();
    }
    if (rowSampler === undefined) return undefined;
    // As in LightGBM, a bag that happens to contain every row is kept for good.
    if (this.bagged < rows && round % parameters.bagging_freq === 0) {
      this.bagged = rowSampler.draw(memory.i32(this.bagStart, rows), memory.i32(this.restStart, rows));
    }
    return this.bag();
  }

  private bag(): Bag {
    const { bagStart, restStart, bagged, rows } = this;
    return { rows: { start: bagStart, count: bagged }, rest: { start: restStart, count: rows - bagged } };
  }
}
