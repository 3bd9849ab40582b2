// Written by the AssemblyScript compiler from assembly/features.ts; `vitest run test/kernel-exports.test.ts -u` writes it anew.

/** The functions that `assembly/features.ts` exports; its documentation says what each does. Addresses are bytes. */
export interface Kernels {
  firstFreeByte(): number;
  computationBytes(): number;
  percentileBytes(): number;
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
  scratchHeadBytes(): number;
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
