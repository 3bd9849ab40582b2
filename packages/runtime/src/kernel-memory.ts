import { UsageError } from "@weightcast/core";
import type { KernelCall } from "./kernel-threads.js";
import { memoryShortage, reserveMemory } from "./reserve-memory.js";

const PAGE_BYTES = 65536;
/** The largest memory that 32-bit WebAssembly can address: 4 GB. */
const MOST_PAGES = 65536;
/** The size of a cache line, so that arrays of two threads never share one. */
const ALIGNMENT = 64;

/** The export that every module of kernels has. */
export interface KernelExports {
  /** The address of the first byte that the module itself does not use. */
  firstFreeByte(): number;
}

/**
 * A WebAssembly memory, the kernels that work on it, and the allocation of arrays in it. Arrays are represented by their addresses in bytes,
 * because a memory that grows invalidates all views of it: a view is valid until the next allocation.
 */
export class KernelMemory<Kernels extends KernelExports> {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  protected end: number;

  /**
   * @param module the compiled kernels, which import their memory as `env.memory`
   * @param isShared whether threads can share the memory; the module must have been compiled for shared memory
   * @param shortage makes the error message for the case that more than 4 GB are needed, from the number of bytes
   * @throws TemporaryError where the system grants no memory at all
   */
  constructor(
    module: WebAssembly.Module,
    readonly isShared: boolean,
    private readonly shortage: (bytes: number) => string,
  ) {
    this.memory = reserveMemory({ initial: 2, maximum: MOST_PAGES, shared: isShared });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.kernels = instance.exports as unknown as Kernels;
    this.end = this.kernels.firstFreeByte();
  }

  /**
   * Allocates memory, whose content is undefined.
   *
   * @returns the address of the first byte
   * @throws UsageError where the memory would be larger than WebAssembly can address
   * @throws TemporaryError where the system does not grant the memory
   */
  allocate(bytes: number): number {
    const start = Math.ceil(this.end / ALIGNMENT) * ALIGNMENT;
    this.extendTo(start + bytes);
    return start;
  }

  /** Calls a kernel by its name on this thread. */
  call([name, ...args]: KernelCall): void {
    (this.kernels as unknown as Readonly<Record<string, (...args: number[]) => unknown>>)[name]?.(...args);
  }

  /** Frees all allocations. */
  clear(): void {
    this.end = this.kernels.firstFreeByte();
  }

  /** A view of `length` u8 from the address `start`. */
  u8(start: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, start, length);
  }

  /** A view of `length` i32 from the address `start`. */
  i32(start: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, start, length);
  }

  /** A view of `length` u32 from the address `start`. */
  u32(start: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, start, length);
  }

  /** A view of `length` f32 from the address `start`. */
  f32(start: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, start, length);
  }

  /** A view of `length` f64 from the address `start`. */
  f64(start: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, start, length);
  }

  /** Grows the memory to include all bytes before `end`, and marks them as used; throws as `allocate` does. */
  protected extendTo(end: number): void {
    if (end > MOST_PAGES * PAGE_BYTES) throw new UsageError(this.shortage(end));
    const pages = Math.ceil((end - this.memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (pages > 0) this.memory.grow(pages);
    } catch (cause) {
      throw memoryShortage(end, cause);
    }
    this.end = end;
  }
}
