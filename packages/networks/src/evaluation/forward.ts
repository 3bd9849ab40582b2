import { type Matrix, UsageError } from "@weightcast/core";
import { KernelPool, takeTurns } from "@weightcast/runtime";
import { type Activations, activationNumbers } from "../activations.js";
import type { Architecture } from "../architecture/architecture.js";
import { type Plan, planArchitecture } from "../architecture/plan.js";
import { type EvaluatorKernels, EvaluatorMemory, evaluatorModule } from "../kernels/evaluator-memory.js";
import { checkWeights, countImages, threadCount, throwIfCancelled } from "./checks.js";

/** Options of a forward pass, which apply to all its calls. */
export interface ForwardOptions {
  /**
   * The number of threads. By default one for each core; one, on the calling thread, if threads cannot share
   * memory.
   */
  readonly threads?: number | undefined;
  /** Whether the inputs of the last layer are returned too; false by default. */
  readonly hidden?: boolean | undefined;
}

/** Options of one call of a forward pass. */
export interface AskOptions {
  /** Cancels the call with a CancelledError once it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** The answers of networks to images. */
export interface Answers {
  /** [networks, images, classes]; NaN or infinite where the weights make it so. */
  readonly logits: Float32Array;
  /**
   * [networks, images, units]: the inputs of the last layer, which in the Small CNN Zoo's networks are the means over the pixels of the
   * last convolution's activated outputs. Undefined unless they were asked for.
   */
  readonly hidden: Float32Array | undefined;
}

/** The networks whose answers one call of a kernel computes. */
interface Group {
  /** [networks, parameters] f32, [networks] u8, [networks, images, classes] f32, [networks, images, units] f32 or 0 */
  readonly weights: number;
  readonly activations: number;
  readonly logits: number;
  readonly hidden: number;
}

/** The approximate size in bytes of the answers of one group of networks. */
const GROUP_BYTES = 2 ** 20;
/**
 * The number of groups that each thread owns; further ones are filled while it computes one, so that it need
 * not wait for the calling thread.
 */
const GROUPS_PER_THREAD = 2;

/**
 * Prepares images on which any number of networks of one architecture can be evaluated.
 *
 * @param images [count, height, width, channels] in [-1, 1]; copied
 * @throws UsageError where the architecture is not one, or needs more memory than WebAssembly can address
 * @throws TemporaryError where the system does not grant the memory
 * @throws RangeError where the images are not whole ones
 */
export async function openForward(
  architecture: Architecture,
  images: Float32Array,
  options: ForwardOptions = {},
): Promise<Forward> {
  const plan = planArchitecture(architecture);
  const count = countImages(images, plan);
  return new Forward(
    architecture,
    plan,
    images,
    count,
    threadCount(options.threads),
    options.hidden === true,
  );
}

/** Evaluates networks on the images with which it was opened. `close` ends its threads. */
export class Forward {
  readonly classes: number;
  /** The number of inputs of the last layer. */
  readonly units: number;
  private readonly memory: EvaluatorMemory;
  private readonly pool: KernelPool<EvaluatorKernels, Group>;
  private readonly groupNetworks: number;
  private isOpen = true;

  /** @internal */
  constructor(
    architecture: Architecture,
    private readonly plan: Plan,
    pixels: Float32Array,
    readonly images: number,
    private readonly threads: number,
    private readonly wantsHidden: boolean,
  ) {
    this.classes = plan.classes;
    this.units = plan.lastInputs;
    const memory = new EvaluatorMemory(threads > 1, architecture, plan);
    const address = memory.allocate(pixels.byteLength);
    memory.f32(address, pixels.length).set(pixels);
    const networkBytes = 4 * (plan.layout.parameters + images * this.answersOfImage());
    this.groupNetworks = Math.max(1, Math.floor(GROUP_BYTES / networkBytes));
    const ownScratch = memory.allocateNetwork(address, false);
    const scratches =
      threads === 1 ? [] : Array.from({ length: threads }, () => memory.allocateNetwork(address, false));
    const groups = Array.from({ length: Math.max(1, GROUPS_PER_THREAD * scratches.length) }, () =>
      this.placeGroup(memory),
    );
    this.memory = memory;
    this.pool = new KernelPool(memory, {
      module: evaluatorModule(threads > 1),
      scratches,
      ownScratch,
      slots: groups,
    });
  }

  /**
   * Computes the answers of networks. Several calls may run at the same time.
   *
   * @param weights [networks, parameters] in the order of `layoutOf` the architecture
   * @param activations the networks' activation function, or one for each
   * @throws UsageError where an activation is unknown, or this is closed
   * @throws RangeError where the weights are not those of the architecture, or there is not one activation
   * for each network
   * @throws CancelledError once the signal is aborted
   */
  async ask(
    weights: Matrix<Float32Array>,
    activations: Activations,
    { signal }: AskOptions = {},
  ): Promise<Answers> {
    if (!this.isOpen) throw new UsageError("networks cannot be asked after `close`");
    checkWeights(weights, this.plan);
    const numbers = activationNumbers(activations, weights.rows);
    const { images, classes, units } = this;
    const logits = new Float32Array(weights.rows * images * classes);
    const hidden = this.wantsHidden ? new Float32Array(weights.rows * images * units) : undefined;
    // A few networks are divided among all threads.
    const groupNetworks = Math.min(this.groupNetworks, Math.ceil(weights.rows / this.threads));
    const giveTurn = takeTurns();
    const groups: Promise<void>[] = [];
    try {
      for (let first = 0; first < weights.rows; first += groupNetworks) {
        await giveTurn();
        throwIfCancelled(signal);
        const count = Math.min(groupNetworks, weights.rows - first);
        const group = await this.submit(weights, numbers, first, count, { logits, hidden });
        groups.push(group.done);
      }
    } finally {
      await Promise.all(groups);
    }
    throwIfCancelled(signal);
    return { logits, hidden };
  }

  /** Ends the threads. Promises of unfinished calls of `ask` never settle. */
  async close(): Promise<void> {
    this.isOpen = false;
    await this.pool.stop();
  }

  private submit(
    weights: Matrix<Float32Array>,
    activations: Uint8Array,
    first: number,
    count: number,
    { logits, hidden }: Answers,
  ): Promise<{ readonly done: Promise<void> }> {
    const { memory, images, classes, units } = this;
    return this.pool.submit(
      (group) => {
        memory.copyWeights(group.weights, weights, first, count);
        memory.u8(group.activations, count).set(activations.subarray(first, first + count));
      },
      (group, scratch) => [
        "answer" satisfies keyof EvaluatorKernels,
        scratch,
        group.weights,
        group.activations,
        count,
        images,
        group.logits,
        group.hidden,
      ],
      (group) => {
        const logitsOfNetwork = images * classes;
        logits.set(memory.f32(group.logits, count * logitsOfNetwork), first * logitsOfNetwork);
        const hiddenOfNetwork = images * units;
        hidden?.set(memory.f32(group.hidden, count * hiddenOfNetwork), first * hiddenOfNetwork);
      },
    );
  }

  /** Returns the number of values that a network answers for an image. */
  private answersOfImage(): number {
    return this.classes + (this.wantsHidden ? this.units : 0);
  }

  private placeGroup(memory: EvaluatorMemory): Group {
    const { groupNetworks, images, classes, units, plan } = this;
    const answers = groupNetworks * images * 4;
    return {
      weights: memory.allocate(groupNetworks * plan.layout.parameters * 4),
      activations: memory.allocate(groupNetworks),
      logits: memory.allocate(answers * classes),
      hidden: this.wantsHidden ? memory.allocate(answers * units) : 0,
    };
  }
}
