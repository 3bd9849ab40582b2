import { Computation, L1_NORM, Percentile, STATISTICS, strideOf } from "./computation";
import { Moments } from "./moments";
import { allFinite, l1Norm, l2Norm } from "./norms";
import { placeSelection, Selection } from "./selection";
import { writeStatistics } from "./statistics";

// A memory may be shared between threads: each writes to scratch memory of its own and to the rows that it is given, and the module
// has no static data.

/** Bytes from the start of a thread's scratch memory to what selecting needs. */
const SELECTION: usize = 64;
const PLACES: usize = 128;

/** The first address that the module does not use itself. */
export function firstFreeByte(): usize {
  return __heap_base;
}

export function computationBytes(): usize {
  return strideOf<Computation>();
}

export function percentileBytes(): usize {
  return strideOf<Percentile>();
}

export function setComputation(
  at: usize,
  kind: i32,
  start: i32,
  count: i32,
  ranks: usize,
  rankCount: i32,
  percentiles: usize,
  percentileCount: i32,
): void {
  const c = changetype<Computation>(at);
  c.kind = kind;
  c.start = start;
  c.count = count;
  c.ranks = ranks;
  c.rankCount = rankCount;
  c.percentiles = percentiles;
  c.percentileCount = percentileCount;
}

export function setPercentile(at: usize, below: i32, above: i32, next: i32, fraction: f64): void {
  const p = changetype<Percentile>(at);
  p.below = below;
  p.above = above;
  p.next = next;
  p.fraction = fraction;
}

/** Returns the size in bytes of the scratch memory that must exist before the layout is computed. */
export function scratchHeadBytes(): usize {
  return PLACES;
}

/** Lays out a thread's scratch memory for tensors of up to `values` values and `ranks` ranks; returns where it ends. */
export function layOutScratch(scratch: usize, values: i32, ranks: i32): usize {
  return placeSelection(changetype<Selection>(scratch + SELECTION), scratch + PLACES, values, ranks);
}

/**
 * Computes rows.
 *
 * @param computations [computationCount] Computation
 * @param weights [rows, parameters] f32; memory for a vector more must follow
 * @param out [rows, columns of all computations] f64, written without gaps
 * @param finite [rows] u8, written: 1 where all of a row's weights are finite, else 0
 */
export function computeRows(
  computations: usize,
  computationCount: i32,
  scratch: usize,
  weights: usize,
  rows: i32,
  parameters: i32,
  out: usize,
  finite: usize,
): void {
  const moments = changetype<Moments>(scratch);
  const selection = changetype<Selection>(scratch + SELECTION);
  const end = computations + <usize>computationCount * strideOf<Computation>();
  for (let row = 0; row < rows; row++) {
    store<u8>(finite, allFinite(weights, parameters) ? 1 : 0);
    finite++;
    for (let at = computations; at < end; at += strideOf<Computation>()) {
      const c = changetype<Computation>(at);
      const values = weights + ((<usize>c.start) << 2);
      if (c.kind === STATISTICS) {
        writeStatistics(values, c, moments, selection, out);
        out += (<usize>(c.percentileCount + 2)) << 3;
      } else {
        store<f64>(out, c.kind === L1_NORM ? l1Norm(values, c.count) : l2Norm(values, c.count));
        out += 8;
      }
    }
    weights += (<usize>parameters) << 2;
  }
}
