import { KernelMemory } from "@weightcast/runtime";
import { type Kernels, kernelModule } from "./kernels.js";

/** The memory that rows of weights are computed in. */
export class FeatureMemory extends KernelMemory<Kernels> {
  /** @param isShared whether threads can share it */
  constructor(isShared: boolean) {
    super(
      kernelModule(isShared),
      isShared,
      (bytes) =>
        `a row of weights needs ${Math.ceil(bytes / 2 ** 20)} MiB of memory, more than WebAssembly grants (4096 MiB at most)`,
    );
  }

  /** Memory for one thread at work on tensors of up to `values` values, of up to `ranks` order statistics. */
  allocateScratch(values: number, ranks: number): number {
    const start = this.allocate(this.kernels.scratchHeadBytes());
    this.extendTo(this.kernels.layOutScratch(start, values, ranks) >>> 0);
    return start;
  }
}
