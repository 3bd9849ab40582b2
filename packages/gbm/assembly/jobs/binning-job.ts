import { run } from "./jobs";
import { binning, Job, jobKind } from "./shared-data";

export function setBinning(
  isDouble: bool,
  wide: bool,
  rows: i32,
  otherRows: i32,
  sample: usize,
  sampledRows: i32,
  maxBins: usize,
  nanIsZero: bool,
  minDataInBin: i32,
  minDataInSide: i32,
  values: usize,
  otherValues: usize,
  bounds: usize,
  boundCapacity: i32,
  columns: usize,
): void {
  const b = binning();
  b.isDouble = isDouble;
  b.wide = wide;
  b.rows = rows;
  b.otherRows = otherRows;
  b.sample = sample;
  b.sampledRows = sampledRows;
  b.maxBins = maxBins;
  b.nanIsZero = nanIsZero;
  b.minDataInBin = minDataInBin;
  b.minDataInSide = minDataInSide;
  b.values = values;
  b.otherValues = otherValues;
  b.bounds = bounds;
  b.boundCapacity = boundCapacity;
  b.columns = columns;
}

/** Bins a block of columns on all threads. */
export function binColumns(columns: i32, bins: usize, otherBins: usize, scratch: usize): void {
  binning().bins = bins;
  binning().otherBins = otherBins;
  store<i32>(jobKind(), Job.Binning);
  run(columns, scratch);
  store<i32>(jobKind(), Job.Leaves);
}
