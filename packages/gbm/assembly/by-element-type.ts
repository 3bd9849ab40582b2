import { partitionRows, partitionRowsBySet } from "./growth/row-partition";
import { addContributionsOf, addContributionsOfAll } from "./model/contributions";
import { addNarrowPredictions } from "./model/narrow-prediction";
import { AnySplits, addBinnedPredictions, addPredictions, PlainSplits } from "./model/prediction";

// Variants of the kernels for several element types; an argument of each call selects the type.

/** See partitionRows. */
export function partitionAlone(
  wide: bool,
  rows: usize,
  spare: usize,
  count: i32,
  bins: usize,
  threshold: i32,
  missingBin: i32,
): i32 {
  return wide
    ? partitionRows<u16>(rows, spare, count, bins, threshold, missingBin)
    : partitionRows<u8>(rows, spare, count, bins, threshold, missingBin);
}

/** See partitionRowsBySet. */
export function partitionBySet(
  wide: bool,
  rows: usize,
  spare: usize,
  count: i32,
  bins: usize,
  set: usize,
): i32 {
  return wide
    ? partitionRowsBySet<u16>(rows, spare, count, bins, set)
    : partitionRowsBySet<u8>(rows, spare, count, bins, set);
}

/** See addBinnedPredictions. */
export function predictBinned(
  wide: bool,
  bins: usize,
  rowsOfBins: i32,
  rows: usize,
  count: i32,
  splits: usize,
  leaves: usize,
  sets: usize,
  scores: usize,
): void {
  if (wide) addBinnedPredictions<u16>(bins, rowsOfBins, rows, count, splits, leaves, sets, scores);
  else addBinnedPredictions<u8>(bins, rowsOfBins, rows, count, splits, leaves, sets, scores);
}

/**
 * Adds the predictions of all trees to the scores of the rows; see addPredictions.
 *
 * @param places [trees, 3] u32: the offset of the tree's nodes, the offset of its leaves, how many of its nodes are splits
 * @param scores [perRound, rows] f64
 * @param sets 0 if all splits are decided by thresholds
 */
export function predict(
  isDouble: bool,
  x: usize,
  rows: i32,
  columns: i32,
  places: usize,
  trees: i32,
  nodes: usize,
  leaves: usize,
  perRound: i32,
  scores: usize,
  sets: usize,
): void {
  for (let tree = 0; tree < trees; tree++, places += 12) {
    const own = scores + ((<usize>(tree % perRound) * rows) << 3);
    const at = nodes + load<u32>(places);
    const values = leaves + load<u32>(places, 4);
    predictTree(isDouble, x, rows, columns, at, load<i32>(places, 8), values, sets, own);
  }
}

/** Calls addPredictions for the type of the elements. */
function predictTree(
  isDouble: bool,
  x: usize,
  rows: i32,
  columns: i32,
  nodes: usize,
  splits: i32,
  leaves: usize,
  sets: usize,
  scores: usize,
): void {
  if (sets !== 0) {
    if (isDouble) addPredictions<f64, AnySplits>(x, rows, columns, nodes, splits, leaves, sets, scores);
    else addPredictions<f32, AnySplits>(x, rows, columns, nodes, splits, leaves, sets, scores);
  } else {
    if (isDouble) addPredictions<f64, PlainSplits>(x, rows, columns, nodes, splits, leaves, sets, scores);
    else addPredictions<f32, PlainSplits>(x, rows, columns, nodes, splits, leaves, sets, scores);
  }
}

/** See addNarrowPredictions. */
export function predictNarrow(
  isDouble: bool,
  x: usize,
  rows: i32,
  columns: i32,
  trees: usize,
  treeCount: i32,
  splits: usize,
  leaves: usize,
  perRound: i32,
  scores: usize,
  grouped: usize,
): void {
  if (isDouble) {
    addNarrowPredictions<f64>(x, rows, columns, trees, treeCount, splits, leaves, perRound, scores, grouped);
  } else {
    addNarrowPredictions<f32>(x, rows, columns, trees, treeCount, splits, leaves, perRound, scores, grouped);
  }
}

/** See addContributionsOf. */
export function addContributions(
  isDouble: bool,
  x: usize,
  rows: i32,
  columns: i32,
  nodes: usize,
  splits: i32,
  sets: usize,
  paths: usize,
  answers: usize,
  scratch: usize,
  scratchLength: i32,
  expected: f64,
  contributions: usize,
  stride: i32,
): void {
  if (isDouble) {
    addContributionsOf<f64>(
      x,
      rows,
      columns,
      nodes,
      splits,
      sets,
      paths,
      answers,
      scratch,
      scratchLength,
      expected,
      contributions,
      stride,
    );
  } else {
    addContributionsOf<f32>(
      x,
      rows,
      columns,
      nodes,
      splits,
      sets,
      paths,
      answers,
      scratch,
      scratchLength,
      expected,
      contributions,
      stride,
    );
  }
}

/** See addContributionsOfAll. */
export function explainRows(
  isDouble: bool,
  x: usize,
  rows: i32,
  columns: i32,
  trees: usize,
  treeCount: i32,
  sets: usize,
  answerBytes: usize,
  scratchLength: i32,
  contributions: usize,
  stride: i32,
  scratch: usize,
): void {
  if (isDouble) {
    addContributionsOfAll<f64>(
      x,
      rows,
      columns,
      trees,
      treeCount,
      sets,
      answerBytes,
      scratchLength,
      contributions,
      stride,
      scratch,
    );
  } else {
    addContributionsOfAll<f32>(
      x,
      rows,
      columns,
      trees,
      treeCount,
      sets,
      answerBytes,
      scratchLength,
      contributions,
      stride,
      scratch,
    );
  }
}
