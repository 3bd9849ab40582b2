import { KernelMemory } from "@weightcast/runtime";
import { type Kernels, kernelModule } from "../kernels/kernels.js";

/** The memory in which trees are grown and rows are predicted. */
export class BoostingMemory extends KernelMemory<Kernels> {
  /** @param isShared whether threads can share it */
  constructor(isShared: boolean) {
    super(
      kernelModule(isShared),
      isShared,
      () =>
        "there is not enough memory (at most 4 GB can be used): take fewer rows, features, bins or leaves",
    );
    this.kernels.allowSleep(canSleep());
  }

  /** The first free address. */
  get mark(): number {
    return this.end;
  }

  /** Frees everything that was allocated after `mark`; by default everything. */
  releaseTo(mark: number | undefined): void {
    if (mark === undefined) this.clear();
    else this.end = mark;
  }

  /** Runs `work`, then frees everything that it allocated. */
  async borrow<Result>(work: () => Promise<Result>): Promise<Result> {
    const { end } = this;
    try {
      return await work();
    } finally {
      this.end = end;
    }
  }
}

/** Returns whether this thread may block; a page's main thread may not. */
function canSleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
