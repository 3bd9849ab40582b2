import { TemporaryError } from "@weightcast/core";

/**
 * Makes a WebAssembly memory. An engine reserves about 10 GB of addresses for it, however small it is, which a limit of the address space forbids.
 *
 * @throws TemporaryError where the system does not grant the memory or the addresses
 */
export function reserveMemory(size: WebAssembly.MemoryDescriptor): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory(size);
  } catch (cause) {
    throw new TemporaryError(
      "the system does not grant the memory for the computation: close other programs, or lift the limit of the address space (ulimit -v), of which each memory reserves about 10 GB",
      { cause },
    );
  }
}

/**
 * The error for a memory that cannot grow although WebAssembly could address more.
 *
 * @param bytes the size that is needed
 */
export function memoryShortage(bytes: number, cause: unknown): TemporaryError {
  return new TemporaryError(
    `memory is short: the system does not grant the ${Math.ceil(bytes / 2 ** 20)} MiB that the computation needs; close other programs, or lift the limits of memory`,
    { cause },
  );
}
