import { Feature, Leaf, Rules } from "./growth";
import { EPSILON } from "./split-search";

// Gains and outputs where more than l1 and l2 decides on them: the size of outputs is limited, they are drawn to the parent's, or they
// must rise or fall with a feature.

/** A sum of gradients, shrunk towards 0 by l1. */
function shrunk(gradient: f64, l1: f64): f64 {
  return l1 > 0 ? Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1) : gradient;
}

/** The prediction of one side of a split (LightGBM's CalculateSplittedLeafOutput) before it is clamped to the bounds of the leaf. */
function freeOutput(gradient: f64, hessian: f64, l2: f64, count: f64, parent: f64, rules: Rules): f64 {
  let output = -shrunk(gradient, rules.l1) / (hessian + l2);
  if (rules.mostOutput > 0 && Math.abs(output) > rules.mostOutput)
    output = Math.sign(output) * rules.mostOutput;
  if (rules.smoothing <= EPSILON) return output;
  const share = count / rules.smoothing;
  return (output * share) / (share + 1) + parent / (share + 1);
}

/** Twice by how much an output lowers the loss. */
export function gainOfOutput(gradient: f64, hessian: f64, l2: f64, output: f64, rules: Rules): f64 {
  return -(2 * shrunk(gradient, rules.l1) * output + (hessian + l2) * output * output);
}

/** Twice by how much the best output of a leaf, or of a side of a split, lowers the loss (LightGBM's GetLeafGain). */
export function gainOfSide(gradient: f64, hessian: f64, l2: f64, count: f64, parent: f64, rules: Rules): f64 {
  if (rules.mostOutput > 0 || rules.smoothing > EPSILON) {
    const output = freeOutput(gradient, hessian, l2, count, parent, rules);
    return gainOfOutput(gradient, hessian, l2, output, rules);
  }
  const rest = shrunk(gradient, rules.l1);
  return (rest * rest) / (hessian + l2);
}

/** Twice by how much both sides of a split of a leaf lower the loss; 0 where they are in the wrong order for a monotone feature. */
export function gainOfSplit(
  left: v128,
  leftCount: f64,
  right: v128,
  rightCount: f64,
  l2: f64,
  monotone: i32,
  bounds: usize,
  leaf: Leaf,
  rules: Rules,
): f64 {
  const leftGradient = f64x2.extract_lane(left, 0);
  const leftHessian = f64x2.extract_lane(left, 1);
  const rightGradient = f64x2.extract_lane(right, 0);
  const rightHessian = f64x2.extract_lane(right, 1);
  if (!rules.isMonotone) {
    return (
      gainOfSide(leftGradient, leftHessian, l2, leftCount, leaf.output, rules) +
      gainOfSide(rightGradient, rightHessian, l2, rightCount, leaf.output, rules)
    );
  }
  const leftOutput = bounded(
    freeOutput(leftGradient, leftHessian, l2, leftCount, leaf.output, rules),
    bounds,
  );
  const rightOutput = bounded(
    freeOutput(rightGradient, rightHessian, l2, rightCount, leaf.output, rules),
    bounds + 16,
  );
  if (monotone > 0 ? leftOutput > rightOutput : monotone < 0 && leftOutput < rightOutput) return 0;
  return (
    gainOfOutput(leftGradient, leftHessian, l2, leftOutput, rules) +
    gainOfOutput(rightGradient, rightHessian, l2, rightOutput, rules)
  );
}

function bounded(output: f64, bounds: usize): f64 {
  if (output < load<f64>(bounds)) return load<f64>(bounds);
  return output > load<f64>(bounds, 8) ? load<f64>(bounds, 8) : output;
}

/**
 * The address of the bounds of a split; see Leaf.
 *
 * @param bin the first bin of the right side; 0 where thresholds are tried from the left
 */
export function boundsAt(leaf: Leaf, feature: Feature, bin: i32): usize {
  if (!leaf.hasBoundsByThreshold) return leaf.bounds;
  return leaf.bounds + 2 * feature.place + ((<usize>bin) << 5);
}

/** Whether no output of one of the sides is within its bounds. */
export function isImpossible(bounds: usize): bool {
  return load<f64>(bounds) > load<f64>(bounds, 8) || load<f64>(bounds, 16) > load<f64>(bounds, 24);
}
