import { kernelModules } from "@weightcast/runtime";
import { bytes } from "../../assembly/gbm.wasm";
import { bytes as sharedBytes } from "../../assembly/gbm.wasm?shared";

/** What `assembly/gbm.ts` exports; addresses are bytes from the start of its memory. Its documentation says what each does. */
export interface Kernels {
  firstFreeByte(): number;
  featureBytes(): number;
  candidateBytes(): number;
  columnBytes(): number;
  binningScratchBytes(sampledRows: number, boundCapacity: number): number;
  setBinning(
    isDouble: boolean,
    rows: number,
    otherRows: number,
    sample: number,
    sampledRows: number,
    maxBins: number,
    minDataInBin: number,
    minDataInSide: number,
    values: number,
    otherValues: number,
    bounds: number,
    boundCapacity: number,
    columns: number,
  ): void;
  binColumns(columns: number, bins: number, otherBins: number, scratch: number, canSleep: boolean): void;
  setRules(
    l1: number,
    l2: number,
    minGain: number,
    minHessian: number,
    minRows: number,
    hasUnitHessian: boolean,
  ): void;
  setTree(
    wide: boolean,
    features: number,
    featureCount: number,
    open: number,
    candidates: number,
    flags: number,
  ): void;
  setFeature(
    slot: number,
    bins: number,
    place: number,
    binCount: number,
    mostFrequentBin: number,
    hasMissingBin: boolean,
  ): void;
  setSmaller: SetLeaf;
  setLarger: SetLeaf;
  examineLeaves(rows: number, pairs: number, canSleep: boolean): void;
  bestOfSmaller(best: number): number;
  bestOfLarger(best: number): number;
  partition(
    wide: boolean,
    rows: number,
    spare: number,
    count: number,
    bins: number,
    threshold: number,
    missingBin: number,
  ): number;
  orderPairs(pairs: number, rows: number, count: number, ordered: number): void;
  countRows(rows: number, count: number): void;
  sumPairs(pairs: number, count: number, sums: number): void;
  addLeafValue(scores: number, rows: number, count: number, value: number): void;
  squaredErrorGradients: ComputeGradients;
  crossEntropyGradients: ComputeGradients;
  quantileGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    alpha: number,
  ): void;
  logisticOfScores(scores: number, outputs: number, rows: number): void;
  log(value: number): number;
  predictBinned(
    wide: boolean,
    bins: number,
    rowsOfBins: number,
    rows: number,
    count: number,
    splits: number,
    leaves: number,
    scores: number,
  ): void;
  predict(
    isDouble: boolean,
    x: number,
    rows: number,
    columns: number,
    nodes: number,
    splits: number,
    leaves: number,
    zeroIsMissing: boolean,
    scores: number,
  ): void;
}

type SetLeaf = (
  gradient: number,
  hessian: number,
  count: number,
  histogram: number,
  isSearched: boolean,
) => void;

type ComputeGradients = (
  scores: number,
  targets: number,
  weights: number,
  pairs: number,
  rows: number,
) => void;

/** The kernels, for memory that threads share or for one that they do not. */
export const kernelModule: (isShared: boolean) => WebAssembly.Module = kernelModules(bytes, sharedBytes);
