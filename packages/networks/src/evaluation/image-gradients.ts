import { type Matrix, UsageError } from "@weightcast/core";
import { KernelPool, takeTurns } from "@weightcast/runtime";
import { type Activations, activationNumbers } from "../activations.js";
import type { Architecture } from "../architecture/architecture.js";
import { type Plan, planArchitecture } from "../architecture/plan.js";
import { type EvaluatorKernels, EvaluatorMemory, evaluatorModule } from "../kernels/evaluator-memory.js";
import { checkWeights, threadCount, throwIfCancelled } from "./checks.js";

/** The sizes of all calls, which decide the memory, and the number of threads. */
export interface ImageGradientsOptions {
  /** The number of images of every call. */
  readonly images: number;
  /** The maximum number of networks of a call. */
  readonly networks: number;
  /**
   * The number of threads. By default one for each core; one, on the calling thread, if threads cannot share
   * memory.
   */
  readonly threads?: number | undefined;
}

/** A loss of each network on each image. */
export type ImageLoss =
  /** max(cross-entropy, floor) of the class that is given for each image; the gradient is 0 where the cross-entropy is below the floor. */
  | {
      /** The number of the class of each image: [images]. */
      readonly labels: ArrayLike<number>;
      /** The floor of the cross-entropy; 0 by default. */
      readonly floor?: number | undefined;
    }
  /** Any other loss, given by its gradient by the logits. */
  | {
      /** The gradient of the loss by the logits: [networks, images, classes]. */
      readonly logitGradients: Float32Array;
    };

/** The images, the networks and the loss of one call. */
export interface ImageGradientsRequest {
  /** The images, with values in [-1, 1]: [images, height, width, channels]. */
  readonly pixels: Float32Array;
  /** The weights in the order of `layoutOf` the architecture: [networks, parameters]. */
  readonly weights: Matrix<Float32Array>;
  readonly activations: Activations;
  readonly loss: ImageLoss;
  /** Cancels the call with a CancelledError once it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** The gradients and losses of one call. */
export interface ImageGradientsResult {
  /** [images, height, width, channels]: the gradient by each pixel of the loss, summed over the networks. */
  readonly gradients: Float64Array;
  /** [networks, images]: the cross-entropies, without the floor; undefined where the loss is given by its gradient. */
  readonly losses: Float32Array | undefined;
}

/** The addresses of the arrays of a call. */
interface Addresses {
  readonly pixels: number;
  readonly weights: number;
  readonly activations: number;
  readonly labels: number;
  readonly logitGradients: number;
  readonly losses: number;
  readonly gradients: number;
}

/** A kernel's call has about this many pairs of a network and an image, so that a cancelled one ends soon. */
const MOST_PAIRS = 8192;
/** The number of calls that can run at the same time, for each thread. */
const CALLS_PER_THREAD = 2;

/**
 * Prepares to compute gradients by images of losses of networks of one architecture.
 *
 * @throws UsageError where the architecture is not one, a count is not a whole number above 0, or more memory is needed than WebAssembly can address
 * @throws TemporaryError where the system does not grant the memory
 */
export async function openImageGradients(
  architecture: Architecture,
  options: ImageGradientsOptions,
): Promise<ImageGradients> {
  for (const name of ["images", "networks"] as const) {
    const count = options[name];
    if (!(Number.isSafeInteger(count) && count > 0)) {
      throw new UsageError(`the number of ${name} is a whole number above 0, not ${count}`);
    }
  }
  return new ImageGradients(
    architecture,
    planArchitecture(architecture),
    options,
    threadCount(options.threads),
  );
}

/** Computes gradients by images, in memory that it keeps; one call at a time. `close` ends its threads. */
export class ImageGradients {
  private readonly memory: EvaluatorMemory;
  private readonly addresses: Addresses;
  private readonly pool: KernelPool<EvaluatorKernels, Addresses>;
  private readonly images: number;
  private readonly mostNetworks: number;
  private state: "idle" | "busy" | "closed" = "idle";

  /** @internal */
  constructor(
    architecture: Architecture,
    private readonly plan: Plan,
    { images, networks }: ImageGradientsOptions,
    private readonly threads: number,
  ) {
    this.images = images;
    this.mostNetworks = networks;
    const memory = new EvaluatorMemory(threads > 1, architecture, plan);
    const { imageValues, classes, layout } = plan;
    this.addresses = {
      pixels: memory.allocate(images * imageValues * 4),
      weights: memory.allocate(networks * layout.parameters * 4),
      activations: memory.allocate(networks),
      labels: memory.allocate(images * 4),
      logitGradients: memory.allocate(networks * images * classes * 4),
      losses: memory.allocate(networks * images * 4),
      gradients: memory.allocate(images * imageValues * 8),
    };
    const allocateNetwork = () => memory.allocateNetwork(this.addresses.pixels, true);
    const ownScratch = allocateNetwork();
    const scratches = threads === 1 ? [] : Array.from({ length: threads }, allocateNetwork);
    this.memory = memory;
    this.pool = new KernelPool(memory, {
      module: evaluatorModule(threads > 1),
      scratches,
      ownScratch,
      // Each task writes to images of its own, so that all can work on the same memory.
      slots: Array<Addresses>(Math.max(1, CALLS_PER_THREAD * scratches.length)).fill(this.addresses),
    });
  }

  /**
   * The gradient of a loss by every image, summed over the networks: the same bits for any number of threads. Where a network's weights
   * are not finite, gradients may be NaN or infinite.
   *
   * @throws UsageError where an activation is unknown, the floor is not a number, or this is at work or closed
   * @throws RangeError where the sizes do not go together, there are no networks or too many, or a label is no class
   * @throws CancelledError once the signal is aborted
   */
  async compute(request: ImageGradientsRequest): Promise<ImageGradientsResult> {
    if (this.state === "closed") throw new UsageError("gradients cannot be computed after `close`");
    if (this.state === "busy") throw new UsageError("gradients are being computed: await the call before");
    const { memory, addresses, images, plan } = this;
    const networks = request.weights.rows;
    const floor = this.place(request);
    this.state = "busy";
    try {
      await this.run(networks, "labels" in request.loss, floor, request.signal);
    } finally {
      if (this.state === "busy") this.state = "idle";
    }
    return {
      gradients: memory.f64(addresses.gradients, images * plan.imageValues).slice(),
      losses: "labels" in request.loss ? memory.f32(addresses.losses, networks * images).slice() : undefined,
    };
  }

  /** Ends the threads. The promise of an unfinished call of `compute` never settles. */
  async close(): Promise<void> {
    this.state = "closed";
    await this.pool.stop();
  }

  /** Checks a request and copies it into the memory; returns the floor of its loss. */
  private place({ pixels, weights, activations, loss }: ImageGradientsRequest): number {
    const { memory, addresses, images, plan, mostNetworks } = this;
    checkWeights(weights, plan);
    const networks = weights.rows;
    if (networks < 1 || networks > mostNetworks) {
      throw new RangeError(`a call has 1 to ${mostNetworks} networks, not ${networks}`);
    }
    checkLength("pixel values", pixels, images * plan.imageValues);
    const numbers = activationNumbers(activations, networks);
    if ("labels" in loss) this.placeLabels(loss.labels);
    else {
      checkLength("gradients by logits", loss.logitGradients, networks * images * plan.classes);
      memory.f32(addresses.logitGradients, loss.logitGradients.length).set(loss.logitGradients);
    }
    const { floor = 0 } = "labels" in loss ? loss : {};
    if (Number.isNaN(floor)) throw new UsageError("the floor of a loss is a number, not NaN");
    memory.f32(addresses.pixels, pixels.length).set(pixels);
    memory.copyWeights(addresses.weights, weights, 0, networks);
    memory.u8(addresses.activations, networks).set(numbers);
    return floor;
  }

  private placeLabels(labels: ArrayLike<number>): void {
    const { classes } = this.plan;
    checkLength("labels", labels, this.images);
    const view = this.memory.u32(this.addresses.labels, this.images);
    for (const [image, label] of Array.from(labels).entries()) {
      if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
        throw new RangeError(`label ${label} of image ${image} is out of range (0 to ${classes - 1})`);
      }
      view[image] = label;
    }
  }

  private async run(
    networks: number,
    hasLabels: boolean,
    floor: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { images, threads } = this;
    const calls = Math.max(threads, Math.ceil((networks * images) / MOST_PAIRS));
    // A whole number of pairs of images, which go through a network side by side.
    const imagesOfCall = 2 * Math.ceil(images / calls / 2);
    const giveTurn = takeTurns();
    const shares: Promise<void>[] = [];
    try {
      for (let first = 0; first < images; first += imagesOfCall) {
        await giveTurn();
        throwIfCancelled(signal);
        const count = Math.min(imagesOfCall, images - first);
        const share = await this.submit(networks, first, count, hasLabels, floor);
        shares.push(share.done);
      }
    } finally {
      await Promise.all(shares);
    }
    throwIfCancelled(signal);
  }

  private submit(
    networks: number,
    first: number,
    count: number,
    hasLabels: boolean,
    floor: number,
  ): Promise<{ readonly done: Promise<void> }> {
    const { images } = this;
    return this.pool.submit(
      () => {},
      ({ weights, activations, labels, logitGradients, losses, gradients }, scratch) => [
        "differentiate" satisfies keyof EvaluatorKernels,
        scratch,
        weights,
        activations,
        networks,
        images,
        first,
        count,
        hasLabels ? labels : 0,
        floor,
        logitGradients,
        losses,
        gradients,
      ],
      () => {},
    );
  }
}

/** @throws RangeError where the number of values differs */
function checkLength(what: string, { length }: ArrayLike<unknown>, expected: number): void {
  if (length !== expected) throw new RangeError(`there are ${expected} ${what}, not ${length}`);
}
