import { UsageError } from "@weightcast/core";
import { type Kernels, kernelModule } from "./kernels.js";

const PAGE_BYTES = 65536;
/** All that 32-bit WebAssembly can address: 4 GB. */
const MOST_PAGES = 65536;
/** A cache line: arrays of two threads share none. */
const ALIGNMENT = 64;

/**
 * A WebAssembly memory, the kernels that work on it, and what is placed where in it. Arrays are addresses, since a memory
 * that grows invalidates views: a view is good until the next allocation.
 */
export class KernelMemory {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  /** Whether this thread may sleep while it waits for others. */
  readonly canSleep: boolean = canSleep();
  private end: number;

  /** @param isShared whether threads can share it */
  constructor(readonly isShared: boolean) {
    this.memory = new WebAssembly.Memory({ initial: 2, maximum: MOST_PAGES, shared: isShared });
    const instance = new WebAssembly.Instance(kernelModule(isShared), { env: { memory: this.memory } });
    this.kernels = instance.exports as unknown as Kernels;
    this.end = this.kernels.firstFreeByte();
  }

  /**
   * @returns the address of memory that holds anything
   * @throws UsageError where there is no more
   */
  allocate(bytes: number): number {
    const start = Math.ceil(this.end / ALIGNMENT) * ALIGNMENT;
    const end = start + bytes;
    const pages = Math.ceil((end - this.memory.buffer.byteLength) / PAGE_BYTES);
    if (pages > 0) this.grow(pages);
    this.end = end;
    return start;
  }

  /** Frees all. */
  clear(): void {
    this.end = this.kernels.firstFreeByte();
  }

  /** Runs `work`, then frees all that it allocated. */
  async borrow<Result>(work: () => Promise<Result>): Promise<Result> {
    const { end } = this;
    try {
      return await work();
    } finally {
      this.end = end;
    }
  }

  u8(start: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, start, length);
  }

  i32(start: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, start, length);
  }

  f32(start: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, start, length);
  }

  f64(start: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, start, length);
  }

  private grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (error) {
      throw new UsageError(
        "there is not enough memory (at most 4 GB can be used): take fewer rows, features, bins or leaves",
        { cause: error },
      );
    }
  }
}

/** A page's main thread may not. */
function canSleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
