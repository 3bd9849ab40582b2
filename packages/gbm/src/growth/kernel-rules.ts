import type { BinnedFeature } from "../data/binned-matrix.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import { EPSILON } from "./split-candidate.js";

/** The parameters that the kernels need to search splits. */
export class KernelRules {
  /** Whether gains and outputs are those of `lambda_l1` and `lambda_l2` alone. */
  readonly isPlain: boolean;
  /** The address of the state of each feature's draws, by its column. */
  private readonly randoms: ReadonlyMap<number, number>;

  /**
   * @param minRows fewest rows of a leaf
   * @param hasUnitHessian whether each row's hessian is 1
   * @param seed of the thresholds that are drawn
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly parameters: ResolvedParameters,
    features: readonly BinnedFeature[],
    private readonly minRows: number,
    private readonly hasUnitHessian: boolean,
    seed: number,
  ) {
    const { max_delta_step, path_smooth, extra_trees, monotone_constraints, feature_contri } = parameters;
    const isPlain = max_delta_step <= 0 && path_smooth <= EPSILON && !extra_trees;
    this.isPlain = isPlain && monotone_constraints.length === 0 && feature_contri.length === 0;
    const states = this.isPlain ? 0 : memory.allocate(4 * features.length);
    this.randoms = new Map(
      this.isPlain ? [] : features.map(({ index }, number) => [index, states + 4 * number]),
    );
    if (this.isPlain) return;
    const seeds = memory.i32(states, features.length);
    for (let number = 0; number < features.length; number++) seeds[number] = seed + number;
  }

  /** Tells the kernels what counts of every split. */
  set(): void {
    const { parameters, isPlain } = this;
    const { kernels } = this.memory;
    kernels.setCategoryRules(
      parameters.max_cat_to_onehot,
      parameters.max_cat_threshold,
      parameters.min_data_per_group,
      parameters.cat_l2,
      parameters.cat_smooth,
    );
    kernels.setRules(
      parameters.lambda_l1,
      parameters.lambda_l2,
      parameters.min_gain_to_split,
      parameters.min_sum_hessian_in_leaf,
      this.minRows,
      this.hasUnitHessian,
    );
    const { extra_trees, monotone_constraints, max_delta_step, path_smooth } = parameters;
    const isMonotone = monotone_constraints.length > 0;
    kernels.setConstraints(isPlain, extra_trees, isMonotone, Math.max(0, max_delta_step), path_smooth);
  }

  /** Tells the kernels what counts of a feature. */
  setFeature(slot: number, feature: BinnedFeature): void {
    if (this.isPlain) return;
    const factor = this.parameters.feature_contri[feature.index] ?? 1;
    this.memory.kernels.setFeatureRules(
      slot,
      this.monotoneOf(feature),
      factor,
      this.randoms.get(feature.index)!,
    );
  }

  /** 1 where predictions may only rise with a feature, -1 where they may only fall, else 0. */
  monotoneOf({ index, categories }: BinnedFeature): number {
    return categories === undefined ? (this.parameters.monotone_constraints[index] ?? 0) : 0;
  }
}
