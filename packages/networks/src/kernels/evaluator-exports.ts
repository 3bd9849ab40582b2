// Written by the AssemblyScript compiler from assembly/evaluator.ts; `vitest run test/kernel-exports.test.ts -u` writes it anew.

/** The functions that `assembly/evaluator.ts` exports; its documentation says what each does. Addresses are bytes. */
export interface Kernels {
  firstFreeByte(): number;
  descriptionBytes(depth: number): number;
  describe(
    network: number,
    depth: number,
    imageHeight: number,
    imageWidth: number,
    imageChannels: number,
    parameters: number,
  ): void;
  layOut(network: number, hasGradients: boolean): number;
  attach(network: number, images: number): void;
  answer(
    network: number,
    weights: number,
    activations: number,
    networks: number,
    images: number,
    logits: number,
    hidden: number,
  ): void;
  differentiate(
    network: number,
    weights: number,
    activations: number,
    networks: number,
    images: number,
    first: number,
    count: number,
    labels: number,
    floor: number,
    logitGradients: number,
    losses: number,
    gradients: number,
  ): void;
  describeLayer(
    network: number,
    index: number,
    kind: number,
    activated: boolean,
    inputHeight: number,
    inputWidth: number,
    inputs: number,
    outputHeight: number,
    outputWidth: number,
    outputs: number,
    kernelHeight: number,
    kernelWidth: number,
    stride: number,
    flat: number,
    epsilon: number,
  ): void;
}
