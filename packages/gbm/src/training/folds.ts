import { RandomStream, UsageError } from "@weightcast/core";

/** Options of dividing rows for a cross-validation. */
export interface FoldOptions {
  /** The number of folds; 5 by default. */
  readonly folds?: number | undefined;
  /**
   * Whether each fold has the same share of each target as all rows, which suits classes; false by default.
   */
  readonly stratified?: boolean | undefined;
  /** The group of each row; rows of the same group are in the same fold: [rows]. */
  readonly groups?: ArrayLike<unknown> | undefined;
  /** The seed of the division; 0 by default. */
  readonly seed?: number | undefined;
}

const STANDARD_FOLDS = 5;

/**
 * Divides rows into folds at random: [rows], the fold of each row.
 *
 * @throws UsageError where there are fewer rows or groups than folds, or both `stratified` and `groups` are given
 */
export function divideIntoFolds(
  targets: ArrayLike<number>,
  { folds = STANDARD_FOLDS, stratified = false, groups, seed = 0 }: FoldOptions,
): Int32Array {
  if (!Number.isSafeInteger(folds) || folds < 2) {
    throw new UsageError(`folds is a whole number at least 2, not ${folds}`);
  }
  if (stratified && groups !== undefined)
    throw new UsageError("stratified and groups exclude each other; give one");
  if (groups !== undefined && groups.length !== targets.length) {
    throw new UsageError(`there are ${targets.length} targets, but groups has ${groups.length} entries`);
  }
  const members = new Map<unknown, number[]>();
  for (let row = 0; row < targets.length; row++) {
    const key = groups === undefined ? (stratified ? targets[row]! : row) : groups[row];
    const rows = members.get(key);
    if (rows === undefined) members.set(key, [row]);
    else rows.push(row);
  }
  const random = new RandomStream(seed, "folds");
  const foldOf = new Int32Array(targets.length);
  if (stratified) {
    // The rows of each target are dealt to the folds in turn, going on where those of the one before ended.
    let next = 0;
    for (const rows of members.values()) {
      for (const row of random.shuffle(rows)) foldOf[row] = next++ % folds;
    }
    return foldOf;
  }
  const units = random.shuffle(Array.from(members.values()));
  if (units.length < folds) {
    const what = groups === undefined ? "rows" : "groups";
    throw new UsageError(`there are ${units.length} ${what} for ${folds} folds`);
  }
  for (const [i, rows] of units.entries()) for (const row of rows) foldOf[row] = i % folds;
  return foldOf;
}
