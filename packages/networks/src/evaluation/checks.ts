import { CancelledError, type Matrix, UsageError } from "@weightcast/core";
import { canShareMemory, coreCount } from "@weightcast/runtime";
import type { Plan } from "../architecture/plan.js";

/**
 * Returns the number of images in an array of values.
 *
 * @throws RangeError where the values are not those of whole images, or of none
 */
export function countImages(images: Float32Array, { imageValues }: Plan): number {
  const count = images.length / imageValues;
  if (Number.isInteger(count) && count > 0) return count;
  throw new RangeError(`${images.length} values are not those of images of ${imageValues} values each`);
}

/** @throws RangeError where the rows are not as long as a network of the architecture has weights */
export function checkWeights({ columns }: Matrix<Float32Array>, { layout }: Plan): void {
  if (columns === layout.parameters) return;
  throw new RangeError(`networks of this architecture have ${layout.parameters} weights, not ${columns}`);
}

/**
 * Returns the number of threads to use: the requested number, otherwise one for each core, or one if threads
 * cannot share memory.
 *
 * @throws UsageError where it is not a whole number above 0, or more than one is asked for where threads
 * cannot share memory
 */
export function threadCount(threads: number | undefined): number {
  if (threads === undefined) return canShareMemory() ? coreCount() : 1;
  if (!(Number.isSafeInteger(threads) && threads > 0)) {
    throw new UsageError(`the number of threads is a whole number above 0, not ${threads}`);
  }
  if (threads > 1 && !canShareMemory()) {
    throw new UsageError("threads cannot share memory on this platform: use one thread");
  }
  return threads;
}

/** @throws CancelledError where the signal is aborted */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError("the work was cancelled", { cause: signal.reason });
}
