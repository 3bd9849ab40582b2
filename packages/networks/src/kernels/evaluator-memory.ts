import { copyRows, type Matrix } from "@weightcast/core";
import { KernelMemory, kernelModules } from "@weightcast/runtime";
import { bytes } from "../../assembly/evaluator.wasm";
import { bytes as sharedBytes } from "../../assembly/evaluator.wasm?shared";
import type { Architecture } from "../architecture/architecture.js";
import type { Plan } from "../architecture/plan.js";
import { describeNetwork } from "./describe.js";
import type { Kernels } from "./evaluator-exports.js";

export type EvaluatorKernels = Kernels;

/** The kernels, for memory that threads share or for one that they do not. */
export const evaluatorModule: (isShared: boolean) => WebAssembly.Module = kernelModules(bytes, sharedBytes);

/** The memory in which networks are evaluated. */
export class EvaluatorMemory extends KernelMemory<Kernels> {
  /** @param isShared whether threads can share it */
  constructor(
    isShared: boolean,
    private readonly architecture: Architecture,
    readonly plan: Plan,
  ) {
    super(
      evaluatorModule(isShared),
      isShared,
      (bytes) =>
        `the images and networks need ${Math.ceil(bytes / 2 ** 20)} MiB of memory, more than WebAssembly grants (4096 MiB at most)`,
    );
  }

  /** Allocates the working memory of a thread, for images that will be at `images`. */
  allocateNetwork(images: number, hasGradients: boolean): number {
    const { kernels, plan } = this;
    const network = this.allocate(kernels.descriptionBytes(plan.layers.length));
    describeNetwork(kernels, network, this.architecture, plan);
    this.extendTo(kernels.layOut(network, hasGradients) >>> 0);
    kernels.attach(network, images);
    return network;
  }

  /**
   * Copies networks `first` to `first + count` of those in the rows of a matrix to `target`.
   *
   * @param weights [networks, parameters]
   */
  copyWeights(target: number, weights: Matrix<Float32Array>, first: number, count: number): void {
    copyRows(weights, first, count, this.f32(target, count * weights.columns));
  }
}
