import { InputError, UsageError } from "@weightcast/core";
import { memoryShortage, reserveMemory } from "@weightcast/runtime";
import type { Architecture } from "../architecture/architecture.js";
import { type Plan, planArchitecture } from "../architecture/plan.js";
import { describeNetwork } from "../kernels/describe.js";
import { instantiateTrainerKernel } from "../kernels/trainer-kernel.js";

/**
 * One WebAssembly memory for all that training needs: the samples, once, then a region for each trainer, which nothing but
 * that trainer writes to:
 *
 *     | images [samples, height, width, channels] | labels [samples] | trainer 0 | trainer 1 | …
 *
 * Where the memory is shared, each worker instantiates the kernel on it and takes a trainer of its own: images are loaded
 * once for all. Where it is not, each thread makes a memory for one trainer. Plain data: it may be posted to a worker (if
 * shared).
 */
export interface TrainingMemory {
  readonly memory: WebAssembly.Memory;
  readonly architecture: Architecture;
  readonly samples: number;
  /**
   * The number of samples of a step for which networks with batch normalisation have room; other networks
   * take any number.
   */
  readonly batchSize: number;
  readonly pixels: PixelType;
  /** The number of networks that can be trained at the same time. */
  readonly trainers: number;
  /** The addresses of the samples and the trainers, in bytes. */
  readonly images: number;
  readonly labels: number;
  readonly firstTrainer: number;
  /** The distance from one trainer's region to the next, in bytes. */
  readonly trainerStride: number;
}

/** `u8`: bytes x, which the networks see as -1 + 2 * (x / 255); `f32`: what the networks see. */
export type PixelType = "u8" | "f32";

/** The sizes that determine the memory of a training. */
export interface TrainingMemoryOptions {
  readonly architecture: Architecture;
  /** The number of samples, for training and evaluation together. */
  readonly samples: number;
  /**
   * The most samples of an optimiser step, which decides how much memory a network with batch normalisation takes; 512 by default, or
   * all samples where there are fewer.
   */
  readonly batchSize?: number | undefined;
  /** The element type of the pixels; `u8` by default. */
  readonly pixels?: PixelType | undefined;
  /**
   * The number of networks that can be trained at the same time, each in a worker of its own; 1 by default.
   */
  readonly trainers?: number | undefined;
  /** Whether workers can share the memory; false by default. */
  readonly shared?: boolean | undefined;
}

/** The default number of samples of an optimiser step. */
export const BATCH_SIZE = 512;
const PAGE = 65536;
const MOST_PAGES = 65536;
/** The first address used; address 0 stays free. */
const FIRST_ADDRESS = 64;
/** Passes read whole vectors, which may reach up to 15 bytes beyond the last image. */
const READ_BEYOND = 16;

/**
 * A memory for `samples` samples, all of them blank and of class 0 until they are loaded.
 *
 * @throws UsageError where shared memory is asked for and this platform has none (a page that is not cross-origin
 * isolated), or more than the 4 GiB that WebAssembly can address is needed
 * @throws TemporaryError where the system does not grant the memory
 * @throws RangeError where a count is not a whole number above 0
 */
export async function createTrainingMemory(options: TrainingMemoryOptions): Promise<TrainingMemory> {
  const { architecture, samples, pixels = "u8", trainers = 1, shared = false } = options;
  const batchSize = Math.min(options.batchSize ?? BATCH_SIZE, samples);
  for (const count of [samples, batchSize, trainers]) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`${count} is not a whole number above 0`);
  }
  if (shared && typeof SharedArrayBuffer === "undefined") {
    throw new UsageError("this platform has no shared memory; use a memory of its own for each trainer");
  }
  const plan = planTraining(architecture);
  const images = FIRST_ADDRESS;
  const labels = align(images + samples * plan.imageValues * (pixels === "f32" ? 4 : 1) + READ_BEYOND);
  const firstTrainer = align(labels + samples);
  const trainerStride = align(await trainerBytes(architecture, plan, samples, batchSize));
  const pages = Math.ceil((firstTrainer + trainers * trainerStride) / PAGE);
  return {
    memory: allocate(pages, shared),
    architecture,
    samples,
    batchSize,
    pixels,
    trainers,
    images,
    labels,
    firstTrainer,
    trainerStride,
  };
}

function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}

/** The maximum number of classes, because labels are bytes. */
const MOST_CLASSES = 256;

/**
 * The plan of an architecture that can be trained.
 *
 * @throws UsageError where it cannot
 */
export function planTraining(architecture: Architecture): Plan {
  const plan = planArchitecture(architecture);
  if (plan.classes > MOST_CLASSES) {
    throw new UsageError(`networks of at most ${MOST_CLASSES} classes can be trained, not ${plan.classes}`);
  }
  return plan;
}

/** The kernel itself lays out a region, in a memory that holds nothing but the description, to tell its size. */
async function trainerBytes(
  architecture: Architecture,
  plan: Plan,
  samples: number,
  batchSize: number,
): Promise<number> {
  const memory = reserveMemory({ initial: 1 });
  const kernel = await instantiateTrainerKernel(memory);
  memory.grow(Math.ceil(kernel.descriptionBytes(plan.layers.length) / PAGE));
  describeNetwork(kernel, FIRST_ADDRESS, architecture, plan);
  return (kernel.layOut(FIRST_ADDRESS, samples, batchSize) >>> 0) - FIRST_ADDRESS;
}

function allocate(pages: number, shared: boolean): WebAssembly.Memory {
  const needed = `the samples and trainers need ${Math.ceil(pages / 16)} MiB of memory`;
  if (pages > MOST_PAGES)
    throw new UsageError(`${needed}, but WebAssembly can address no more than 4096 MiB`);
  try {
    return new WebAssembly.Memory(shared ? { initial: pages, maximum: pages, shared } : { initial: pages });
  } catch (cause) {
    throw memoryShortage(pages * PAGE, cause);
  }
}

/**
 * Copies samples `first` to `first + labels.length` into the memory.
 *
 * @param pixels [labels.length, height, width, channels], bytes or f32 as the memory has them
 * @throws InputError where a label is not a class: names its row in `labels`
 * @throws RangeError where the type or the number of pixels is wrong, or there is no room
 */
export function loadSamples(
  target: TrainingMemory,
  first: number,
  pixels: Uint8Array | Float32Array,
  labels: Uint8Array,
): void {
  const { classes, imageValues } = planTraining(target.architecture);
  if (!(first >= 0 && first + labels.length <= target.samples)) {
    throw new RangeError(`samples ${first} to ${first + labels.length} are not all among ${target.samples}`);
  }
  if (pixels.length !== labels.length * imageValues) {
    throw new RangeError(
      `${labels.length} samples have ${labels.length * imageValues} values, not ${pixels.length}`,
    );
  }
  if (pixels instanceof Float32Array !== (target.pixels === "f32")) {
    throw new RangeError(`the pixels of this memory are ${target.pixels}`);
  }
  for (let row = 0; row < labels.length; row++) {
    if (labels[row]! >= classes)
      throw new InputError(`label ${labels[row]} is not below ${classes}`, { row });
  }
  const { buffer } = target.memory;
  const images =
    target.pixels === "f32" ? new Float32Array(buffer, target.images) : new Uint8Array(buffer, target.images);
  images.set(pixels, first * imageValues);
  new Uint8Array(buffer, target.labels).set(labels, first);
}
