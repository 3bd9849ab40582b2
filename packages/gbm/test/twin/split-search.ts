import type { BinnedFeature } from "../../src/data/binned-matrix.js";
import { EPSILON, type LeafSums, type SplitCandidate } from "../../src/growth/split-candidate.js";
import type { NumericParameters } from "../../src/parameters/numbers.js";

export type Regularisation = Pick<
  NumericParameters,
  "lambda_l1" | "lambda_l2" | "min_gain_to_split" | "min_data_in_leaf" | "min_sum_hessian_in_leaf"
>;

/** Twice by how much a leaf's output lowers the loss (LightGBM's GetLeafGain). */
function leafGain(gradient: number, hessian: number, l1: number, l2: number): number {
  const shrunk = softThreshold(gradient, l1);
  return (shrunk * shrunk) / (hessian + l2);
}

function outputOf(gradient: number, hessian: number, l1: number, l2: number): number {
  return -softThreshold(gradient, l1) / (hessian + l2);
}

function softThreshold(value: number, l1: number): number {
  if (l1 === 0) return value;
  return Math.sign(value) * Math.max(0, Math.abs(value) - l1);
}

/**
 * Finds the best split of a leaf on each of its features (LightGBM's FindBestThreshold): thresholds are tried from the
 * right, missing values going left, then, for a feature with missing values, from the left, missing values going right.
 * Of equal gains the first is kept. One search is made for a training; it holds the sums of its current scan.
 */
export class SplitSearch {
  private bestGain = 0;
  private bestThreshold = 0;
  private bestGradient = 0;
  private bestHessian = 0;
  private found = false;
  private missingLeft = true;

  constructor(private readonly rules: Regularisation) {}

  /**
   * @param sums the leaf's histogram; the feature's entries begin at `start`
   * @returns undefined where no threshold gains more than min_gain_to_split
   */
  search(
    sums: Float64Array,
    start: number,
    feature: BinnedFeature,
    slot: number,
    leaf: LeafSums,
  ): SplitCandidate | undefined {
    const { lambda_l1: l1, lambda_l2: l2, min_gain_to_split: minGain } = this.rules;
    const { gradient, count } = leaf;
    const hessian = leaf.hessian + 2 * EPSILON;
    const gainUnsplit = leafGain(gradient, hessian, l1, l2) + minGain;
    const bins = feature.upperBounds.length;
    this.bestGain = gainUnsplit;
    this.found = false;
    if (feature.hasMissingBin && bins > 2) {
      this.scanFromRight(sums, start, bins - 2, gradient, hessian, count);
      // Not the same number again where it rounds: LightGBM compares with this one.
      this.bestGain = this.bestGain - gainUnsplit + gainUnsplit;
      this.scanFromLeft(sums, start, feature, gradient, hessian, count);
    } else {
      this.scanFromRight(sums, start, bins - 1, gradient, hessian, count);
      // Of two bins, one for NaN, the right one is NaN's.
      if (feature.hasMissingBin) this.missingLeft = false;
    }
    if (!this.found) return undefined;
    const rightGradient = gradient - this.bestGradient;
    const rightHessian = hessian - this.bestHessian;
    return {
      slot,
      monotone: 0,
      isForced: false,
      other: undefined,
      thresholdBin: this.bestThreshold,
      missingLeft: this.missingLeft,
      gain: this.bestGain - gainUnsplit,
      left: {
        gradient: this.bestGradient,
        hessian: this.bestHessian - EPSILON,
        output: outputOf(this.bestGradient, this.bestHessian, l1, l2),
      },
      right: {
        gradient: rightGradient,
        hessian: rightHessian - EPSILON,
        output: outputOf(rightGradient, rightHessian, l1, l2),
      },
    };
  }

  /** Bins `lastBin` down to 1 move to the right side, one at a time. */
  private scanFromRight(
    sums: Float64Array,
    start: number,
    lastBin: number,
    gradient: number,
    hessian: number,
    count: number,
  ): void {
    const { lambda_l1: l1, lambda_l2: l2, min_data_in_leaf, min_sum_hessian_in_leaf } = this.rules;
    const rowsPerHessian = count / hessian;
    let bestGain = this.bestGain;
    let rightGradient = 0;
    let rightHessian = EPSILON;
    let rightCount = 0;
    for (let bin = lastBin; bin >= 1; bin--) {
      const binHessian = sums[start + 2 * bin + 1]!;
      rightGradient += sums[start + 2 * bin]!;
      rightHessian += binHessian;
      rightCount += (binHessian * rowsPerHessian + 0.5) | 0;
      if (rightCount < min_data_in_leaf || rightHessian < min_sum_hessian_in_leaf) continue;
      const leftCount = count - rightCount;
      const leftHessian = hessian - rightHessian;
      if (leftCount < min_data_in_leaf || leftHessian < min_sum_hessian_in_leaf) break;
      const leftGradient = gradient - rightGradient;
      const gain =
        leafGain(leftGradient, leftHessian, l1, l2) + leafGain(rightGradient, rightHessian, l1, l2);
      if (gain <= bestGain) continue;
      bestGain = gain;
      this.bestThreshold = bin - 1;
      this.bestGradient = leftGradient;
      this.bestHessian = leftHessian;
      this.found = true;
      this.missingLeft = true;
    }
    this.bestGain = bestGain;
  }

  /** Bins from 0 on move to the left side, one at a time, until only the missing bin is right. */
  private scanFromLeft(
    sums: Float64Array,
    start: number,
    feature: BinnedFeature,
    gradient: number,
    hessian: number,
    count: number,
  ): void {
    const { lambda_l1: l1, lambda_l2: l2, min_data_in_leaf, min_sum_hessian_in_leaf } = this.rules;
    const bins = feature.upperBounds.length;
    const rowsPerHessian = count / hessian;
    const firstBinIsDerived = feature.mostFrequentBin === 0;
    let bestGain = this.bestGain;
    let leftGradient = 0;
    let leftHessian = EPSILON;
    let leftCount = 0;
    if (firstBinIsDerived) {
      leftGradient = gradient;
      leftHessian = hessian - EPSILON;
      leftCount = count;
      for (let bin = 1; bin < bins; bin++) {
        const binHessian = sums[start + 2 * bin + 1]!;
        leftGradient -= sums[start + 2 * bin]!;
        leftHessian -= binHessian;
        leftCount -= (binHessian * rowsPerHessian + 0.5) | 0;
      }
    }
    for (let bin = 0; bin <= bins - 2; bin++) {
      if (bin > 0 || !firstBinIsDerived) {
        const binHessian = sums[start + 2 * bin + 1]!;
        leftGradient += sums[start + 2 * bin]!;
        leftHessian += binHessian;
        leftCount += (binHessian * rowsPerHessian + 0.5) | 0;
      }
      if (leftCount < min_data_in_leaf || leftHessian < min_sum_hessian_in_leaf) continue;
      const rightCount = count - leftCount;
      const rightHessian = hessian - leftHessian;
      if (rightCount < min_data_in_leaf || rightHessian < min_sum_hessian_in_leaf) break;
      const rightGradient = gradient - leftGradient;
      const gain =
        leafGain(leftGradient, leftHessian, l1, l2) + leafGain(rightGradient, rightHessian, l1, l2);
      if (gain <= bestGain) continue;
      bestGain = gain;
      this.bestThreshold = bin;
      this.bestGradient = leftGradient;
      this.bestHessian = leftHessian;
      this.found = true;
      this.missingLeft = false;
    }
    this.bestGain = bestGain;
  }
}
