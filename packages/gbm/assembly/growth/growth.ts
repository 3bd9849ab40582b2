/** The distance from one T of an array to the next, in bytes. */
export function strideOf<T>(): usize {
  return (offsetof<T>() + 7) & ~7;
}

/** A feature on which the growing tree can be split. */
@unmanaged
export class Feature {
  /** The bins of the rows, u8 or u16: [rows]. */
  bins: usize;
  /** The offset of the feature's sums in a histogram, in bytes. */
  place: usize;
  binCount: i32;
  mostFrequentBin: i32;
  hasMissingBin: bool;
  /** The bin of zeros if zeros count as missing values; otherwise -1. */
  zeroBin: i32;
  /** Whether the bins are categories; bin 0 then holds NaN and rare categories. */
  isCategorical: bool;
  /** Memory for ordering the bins of a categorical feature, see orderCategories. */
  order: usize;
  /** 1 where predictions may only rise with the feature, -1 where they may only fall, else 0. */
  monotone: i32;
  /** The factor by which the gains of its splits are multiplied. */
  gainFactor: f64;
  /** The address of the state of the random draws (u32) if thresholds are drawn at random. */
  random: usize;
}

/** The rules by which splits are accepted. */
@unmanaged
export class Rules {
  l1: f64;
  l2: f64;
  minGain: f64;
  minHessian: f64;
  minRows: i32;
  /** Whether each row's hessian is 1, so that sums of hessians are counts of rows. */
  hasUnitHessian: bool;
  /**
   * The maximum number of bins of a categorical feature for which single categories are split off, instead of
   * sets.
   */
  mostOneHot: i32;
  /** The maximum number of categories in a set. */
  mostCategories: i32;
  /** The minimum number of rows of the categories by which a set grows. */
  minGroupRows: i32;
  /** The amount added to l2 for splits into sets of categories. */
  categoryL2: f64;
  /** Added to the hessian of a category's mean gradient; categories of fewer rows are in no set. */
  categorySmoothing: f64;
  /** Whether gains and outputs are those of l1 and l2 alone; where not, all that follows counts. */
  isPlain: bool;
  /** Whether one threshold of each feature is drawn and tried, not all of them. */
  drawsThresholds: bool;
  /** Whether some feature is monotone. */
  isMonotone: bool;
  /** Largest size of an output; 0 for any. */
  mostOutput: f64;
  /** How many rows count as much as the parent's output does; 0 for none. */
  smoothing: f64;
}

/** A leaf for which splits are searched. */
@unmanaged
export class Leaf {
  gradient: f64;
  hessian: f64;
  count: i32;
  /** The address of the leaf's histogram; 0 if it is not needed. */
  histogram: usize;
  /** Whether splits of the leaf are searched. */
  isSearched: bool;
  /** [features] */
  candidates: usize;
  /** [features] u8: 1 where the leaf may be split on the feature; 0 where it may be on every one. */
  allowed: usize;
  /** The leaf's own prediction. */
  output: f64;
  /** The address of four f64: the least and the largest output of the left side of a split, then of the right side. */
  bounds: usize;
  /** Whether there are such bounds for each bin of each feature; see boundsAt. */
  hasBoundsByThreshold: bool;
  /** The factor by which the gains of splits on monotone features are multiplied. */
  monotoneFactor: f64;
}

/** The best split of a leaf on a feature. */
@unmanaged
export class Candidate {
  /** The amount by which the loss falls, less the minimum that the rules demand. */
  gain: f64;
  /** The sums of the left side; an epsilon is added to the hessian. */
  gradient: f64;
  hessian: f64;
  /** The last bin of the left side. */
  threshold: i32;
  /** The address of the bounds of its sides; where the rules are plain it is not kept. */
  bounds: usize;
  /** Rows of the left side, as the hessians say; where the rules are plain it is not kept. */
  leftCount: f64;
  missingLeft: bool;
  found: bool;
  /**
   * Whether the leaves below may be split on the feature: true if a threshold was found or if its gain was
   * not a number.
   */
  mayDivide: bool;

  keep(gain: f64, threshold: i32, left: v128, missingLeft: bool): void {
    this.gain = gain;
    this.gradient = f64x2.extract_lane(left, 0);
    this.hessian = f64x2.extract_lane(left, 1);
    this.threshold = threshold;
    this.missingLeft = missingLeft;
    this.found = true;
    this.mayDivide = true;
  }
}

/** A tree that grows: what the threads read to fill histograms and search splits. */
@unmanaged
export class Growth {
  /** Whether a bin takes two bytes. */
  wide: bool;
  /** Features of the tree; of these, the numbers of those that may still be split on, u32. */
  features: usize;
  featureCount: i32;
  open: usize;
  openCount: i32;
  /** Rows of the smaller leaf, u32, and their (gradient, hessian) pairs, f32; without rows the leaf's histogram is full already. */
  rows: usize;
  pairs: usize;
  /** Bytes from the start of a histogram to its flags, one a feature: 1 where it may be split on. */
  flags: usize;
}
