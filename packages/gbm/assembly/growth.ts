/** Bytes from one T of an array to the next. */
export function strideOf<T>(): usize {
  return (offsetof<T>() + 7) & ~7;
}

/** A feature that the growing tree may split on. */
@unmanaged
export class Feature {
  /** [rows] u8 or u16 */
  bins: usize;
  /** Bytes from the start of a histogram to its sums. */
  place: usize;
  binCount: i32;
  mostFrequentBin: i32;
  hasMissingBin: bool;
  /** Whether its bins are categories: bin 0 is that of NaN and of rare ones. */
  isCategorical: bool;
  /** At a categorical feature, memory to order the bins in: see orderCategories. */
  order: usize;
}

/** When a split is good enough. */
@unmanaged
export class Rules {
  l1: f64;
  l2: f64;
  minGain: f64;
  minHessian: f64;
  minRows: i32;
  /** Whether each row's hessian is 1: sums of hessians are counts of rows. */
  hasUnitHessian: bool;
  /** Up to so many bins of a categorical feature, one category is split from the others. */
  mostOneHot: i32;
  /** Most categories of a set. */
  mostCategories: i32;
  /** Fewest rows of the categories that a set grows by. */
  minGroupRows: i32;
  /** Added to l2 where categories are split into sets. */
  categoryL2: f64;
  /** Added to the hessian of a category's mean gradient; categories of fewer rows are in no set. */
  categorySmoothing: f64;
}

/** A leaf whose splits are searched. */
@unmanaged
export class Leaf {
  gradient: f64;
  hessian: f64;
  count: i32;
  /** Address of the leaf's histogram; 0 where none is wanted. */
  histogram: usize;
  /** Whether its splits are searched. */
  isSearched: bool;
  /** [features] */
  candidates: usize;
}

/** The best split of a leaf on a feature. */
@unmanaged
export class Candidate {
  /** How much the loss falls beyond what the rules ask for. */
  gain: f64;
  /** Sums of the left side, the hessian with an epsilon. */
  gradient: f64;
  hessian: f64;
  /** The last bin that goes left. */
  threshold: i32;
  missingLeft: bool;
  found: bool;
  /** Whether the leaves below may be split on the feature: where a threshold was found, or its gain was not a number. */
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
  /** Whether bins take two bytes. */
  wide: bool;
  /** Features of the tree; of these, the numbers of those that may still be split on, u32. */
  features: usize;
  featureCount: i32;
  open: usize;
  openCount: i32;
  /** Rows of the smaller leaf, u32, and their (gradient, hessian) pairs, f32. */
  rows: usize;
  pairs: usize;
  /** Bytes from the start of a histogram to its flags, one a feature: 1 where it may be split on. */
  flags: usize;
}
