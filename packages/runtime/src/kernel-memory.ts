import { UsageError } from "@weightcast/core";
import type { KernelCall } from "./kernel-threads.js";

const PAGE_BYTES = 65536;
/** All that 32-bit WebAssembly can address: 4 GB. */
const MOST_PAGES = 65536;
/** A cache line: arrays of two threads share none. */
const ALIGNMENT = 64;

/** What every module of kernels exports. */
export interface KernelExports {
  /** Where memory that the module leaves to its user begins. */
  firstFreeByte(): number;
}

/**
 * A WebAssembly memory, the kernels that work on it, and what is placed where in it. Arrays are addresses, since a memory that grows
 * invalidates views: a view is good until the next allocation.
 */
export class KernelMemory<Kernels extends KernelExports> {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  protected end: number;

  /**
   * @param module imports its memory as `env.memory`
   * @param isShared whether threads can share it; the module must have been compiled for that
   * @param shortage what an error says where there is no more memory, of the bytes that were needed
   */
  constructor(
    module: WebAssembly.Module,
    readonly isShared: boolean,
    private readonly shortage: (bytes: number) => string,
  ) {
    this.memory = new WebAssembly.Memory({ initial: 2, maximum: MOST_PAGES, shared: isShared });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
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

  /** Calls a kernel by its name, on this thread. */
  call([name, ...args]: KernelCall): void {
    (this.kernels as unknown as Readonly<Record<string, (...args: number[]) => unknown>>)[name]?.(...args);
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

  u32(start: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, start, length);
  }

  f32(start: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, start, length);
  }

  f64(start: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, start, length);
  }

  /** Takes all up to `end`; throws as `allocate` does. */
  protected extendTo(end: number): void {
    const pages = Math.ceil((end - this.memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (pages > 0) this.memory.grow(pages);
    } catch (cause) {
      throw new UsageError(this.shortage(end), { cause });
    }
    this.end = end;
  }
}
