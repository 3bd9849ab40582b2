import type { Tree } from "../model/tree.js";
import type { TreeBuilder } from "../model/tree-builder.js";
import { scaledTree } from "../model/tree-scaling.js";
import type { ScoreTable } from "../objectives/score-table.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import { RandomDraws } from "./random-draws.js";
import type { TreeScorer } from "./tree-scorer.js";

/**
 * Leaves some of the earlier trees out while the next ones are grown, and shrinks them afterwards (LightGBM's DART). A round's trees are
 * dropped together.
 */
export class TreeDropper {
  /** The factor by which the trees of the present round are multiplied. */
  shrinkage: number;
  private readonly draws: RandomDraws;
  /** The weight of each round when the rounds to drop are drawn. */
  private readonly weights: number[] = [];
  private weightSum = 0;
  private dropped: number[] = [];

  /**
   * @param trees of all rounds so far, which are changed in place
   * @param builders of the same trees; undefined for a constant one
   */
  constructor(
    private readonly trees: Tree[],
    private readonly builders: readonly (TreeBuilder | undefined)[],
    private readonly scorer: TreeScorer,
    private readonly training: ScoreTable,
    private readonly held: ScoreTable,
    private readonly parameters: ResolvedParameters,
    seed: number,
  ) {
    this.draws = new RandomDraws(seed);
    this.shrinkage = parameters.learning_rate;
  }

  /**
   * Takes some rounds out of the scores of the training rows.
   *
   * @param rounds how many there are
   */
  drop(rounds: number): void {
    this.dropped = this.draw(rounds);
    this.change(-1, (score) => this.scorer.addToTraining(this.training, score));
    const { learning_rate, xgboost_dart_mode } = this.parameters;
    const count = this.dropped.length;
    if (!xgboost_dart_mode) this.shrinkage = learning_rate / (1 + count);
    else this.shrinkage = count === 0 ? learning_rate : learning_rate / (learning_rate + count);
  }

  /** Brings the rounds that were dropped back, smaller, after new trees were grown. */
  bringBack(): void {
    const { learning_rate, xgboost_dart_mode, uniform_drop } = this.parameters;
    const count = this.dropped.length;
    const divisor = xgboost_dart_mode ? count + learning_rate : count + 1;
    this.change(xgboost_dart_mode ? this.shrinkage : 1 / (count + 1), (score) =>
      this.scorer.addToHeld(this.held, score),
    );
    this.change(xgboost_dart_mode ? -count / learning_rate : -count, (score) =>
      this.scorer.addToTraining(this.training, score),
    );
    if (uniform_drop) return;
    for (const round of this.dropped) {
      this.weightSum -= this.weights[round]! * (1 / divisor);
      this.weights[round]! *= count / divisor;
    }
    this.weights.push(this.shrinkage);
    this.weightSum += this.shrinkage;
  }

  private draw(rounds: number): number[] {
    const { draws, weights, weightSum } = this;
    const { skip_drop, uniform_drop, max_drop, drop_rate } = this.parameters;
    if (draws.uniform() < skip_drop) return [];
    const perWeight = weights.length / weightSum;
    const limit = uniform_drop ? max_drop / rounds : (max_drop * perWeight) / weightSum;
    // With no round to drop, LightGBM's limit is 0 / 0 or infinite, and counts for nothing.
    const rate = max_drop > 0 && limit < drop_rate ? limit : drop_rate;
    const dropped: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const share = uniform_drop ? rate : rate * weights[round]! * perWeight;
      // Not true of a share that is no number.
      if (!(draws.uniform() < share)) continue;
      dropped.push(round);
      // As in LightGBM, a limit of 0 stops after the first one, and a negative one is none.
      if (max_drop >= 0 && dropped.length >= max_drop) break;
    }
    return dropped;
  }

  /** Multiplies the trees of the dropped rounds, and hands each to `add` by the number of its score. */
  private change(factor: number, add: (score: number) => void): void {
    const { perRow } = this.training;
    for (const round of this.dropped) {
      for (let score = 0; score < perRow; score++) {
        const number = round * perRow + score;
        const tree = scaledTree(this.trees[number]!, factor);
        this.trees[number] = tree;
        this.scorer.load(this.builders[number], tree);
        add(score);
      }
    }
  }
}
