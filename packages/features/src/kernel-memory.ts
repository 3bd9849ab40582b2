import { UsageError } from "@weightcast/core";
import { type Kernels, kernelModule } from "./kernels.js";

const PAGE_BYTES = 65536;
/** All that 32-bit WebAssembly can address: 4 GB. */
const MOST_PAGES = 65536;
/** A cache line: arrays of two threads share none. */
const ALIGNMENT = 64;

/**
 * A WebAssembly memory and the kernels that work on it. Arrays are addresses, since a memory that grows invalidates views: a view
 * is good until the next allocation.
 */
export class KernelMemory {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  private end: number;

  /** @param isShared whether threads can share it */
  constructor(isShared: boolean) {
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
    this.extendTo(start + bytes);
    return start;
  }

  /** Memory for one thread at work on tensors of up to `values` values, of up to `ranks` order statistics. */
  allocateScratch(values: number, ranks: number): number {
    const start = this.allocate(this.kernels.scratchHeadBytes());
    this.extendTo(this.kernels.layOutScratch(start, values, ranks) >>> 0);
    return start;
  }

  /** Frees all. */
  clear(): void {
    this.end = this.kernels.firstFreeByte();
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

  private extendTo(end: number): void {
    const pages = Math.ceil((end - this.memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (pages > 0) this.memory.grow(pages);
    } catch (error) {
      throw new UsageError(
        `a row of weights needs ${Math.ceil(end / 2 ** 20)} MiB of memory, more than WebAssembly grants (4096 MiB at most)`,
        { cause: error },
      );
    }
    this.end = end;
  }
}
