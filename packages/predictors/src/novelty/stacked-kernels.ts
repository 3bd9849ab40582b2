import type { Layout, Tensor } from "@weightcast/zoo";

/** A kernel as [places, inputs, outputs], with what stands beside it in its network. */
export interface StackedKernel {
  readonly tensor: Tensor;
  readonly places: number;
  /** How many places lie side by side in a row of a convolution's kernel; 1 of other kernels. */
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  /** The bias of the same layer, with a value for each output. */
  readonly bias: Tensor | undefined;
  /** The kernel of the layer before, whose outputs are this one's inputs; undefined where they differ in number. */
  readonly before: StackedKernel | undefined;
}

/** The kernels of a layout in order. A tensor of two or more dimensions is a kernel. */
export function stackedKernels({ layers }: Layout): StackedKernel[] {
  const kernels: StackedKernel[] = [];
  for (const { tensors } of layers) {
    const bias = tensors.find(({ shape }) => shape.length === 1);
    for (const tensor of tensors) {
      const [outputs, inputs] = [tensor.shape.at(-1), tensor.shape.at(-2)];
      if (outputs === undefined || inputs === undefined) continue;
      const before = kernels.at(-1);
      kernels.push({
        tensor,
        places: (tensor.end - tensor.start) / (inputs * outputs),
        width: tensor.shape.length === 4 ? (tensor.shape[1] ?? 1) : 1,
        inputs,
        outputs,
        bias: bias?.shape[0] === outputs ? bias : undefined,
        before: before?.outputs === inputs ? before : undefined,
      });
    }
  }
  return kernels;
}

/** The weights of a tensor, as a view. */
export function valuesOf(weights: Float32Array, { start, end }: Tensor): Float32Array {
  return weights.subarray(start, end);
}
