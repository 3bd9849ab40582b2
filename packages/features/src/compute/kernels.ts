import { kernelModules } from "@weightcast/runtime";
import { bytes } from "../../assembly/features.wasm";
import { bytes as sharedBytes } from "../../assembly/features.wasm?shared";

/** What `assembly/features.ts` exports; addresses are bytes from the start of its memory. Its documentation says what each does. */
export interface Kernels {
  firstFreeByte(): number;
  computationBytes(): number;
  percentileBytes(): number;
  scratchHeadBytes(): number;
  setComputation(
    at: number,
    kind: number,
    start: number,
    count: number,
    ranks: number,
    rankCount: number,
    percentiles: number,
    percentileCount: number,
  ): void;
  setPercentile(at: number, below: number, above: number, next: number, fraction: number): void;
  layOutScratch(scratch: number, values: number, ranks: number): number;
  computeRows(
    computations: number,
    computationCount: number,
    scratch: number,
    weights: number,
    rows: number,
    parameters: number,
    out: number,
    finite: number,
  ): void;
}

/** The kernels, for memory that threads share or for one that they do not. */
export const kernelModule: (isShared: boolean) => WebAssembly.Module = kernelModules(bytes, sharedBytes);
