import { rules } from "./shared-data";

export function setRules(
  l1: f64,
  l2: f64,
  minGain: f64,
  minHessian: f64,
  minRows: i32,
  hasUnitHessian: bool,
): void {
  const r = rules();
  r.l1 = l1;
  r.l2 = l2;
  r.minGain = minGain;
  r.minHessian = minHessian;
  r.minRows = minRows;
  r.hasUnitHessian = hasUnitHessian;
}

/** Sets the rules for splits of categorical features; see Rules. */
export function setCategoryRules(
  mostOneHot: i32,
  mostCategories: i32,
  minGroupRows: i32,
  categoryL2: f64,
  categorySmoothing: f64,
): void {
  const r = rules();
  r.mostOneHot = mostOneHot;
  r.mostCategories = mostCategories;
  r.minGroupRows = minGroupRows;
  r.categoryL2 = categoryL2;
  r.categorySmoothing = categorySmoothing;
}

/** Makes the rules plain, or says what else counts; see Rules. */
export function setConstraints(
  isPlain: bool,
  drawsThresholds: bool,
  isMonotone: bool,
  mostOutput: f64,
  smoothing: f64,
): void {
  const r = rules();
  r.isPlain = isPlain;
  r.drawsThresholds = drawsThresholds;
  r.isMonotone = isMonotone;
  r.mostOutput = mostOutput;
  r.smoothing = smoothing;
}
