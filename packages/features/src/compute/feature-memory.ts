import { KernelMemory } from "@weightcast/runtime";
import { type Kernels, kernelModule } from "./kernels.js";

/** The memory that holds rows of weights while kernels compute their features. */
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

  /**
   * Allocates scratch memory for one thread: for tensors of up to `values` values, with up to `ranks` order
   * statistics each.
   */
  allocateScratch(values: number, ranks: number): number {
    const start = this.allocate(this.kernels.scratchHeadBytes());
    this.extendTo(this.kernels.layOutScratch(start, values, ranks) >>> 0);
    return start;
  }
}
