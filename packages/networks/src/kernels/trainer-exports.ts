// Written by the AssemblyScript compiler from assembly/trainer.ts; `vitest run test/kernel-exports.test.ts -u` writes it anew.

/** The functions that `assembly/trainer.ts` exports; its documentation says what each does. Addresses are bytes. */
export interface Kernels {
  descriptionBytes(depth: number): number;
  describe(
    network: number,
    depth: number,
    imageHeight: number,
    imageWidth: number,
    imageChannels: number,
    parameters: number,
  ): void;
  layOut(network: number, capacity: number, batch: number): number;
  attach(network: number, images: number, labels: number, floats: boolean): void;
  begin(
    network: number,
    seed: number,
    number: number,
    activation: number,
    optimizer: number,
    l2: number,
    dropout: number,
    augments: boolean,
    first: number,
    count: number,
    subset: number,
  ): void;
  initialize(network: number, initializer: number, deviation: number): void;
  beginEpoch(network: number): number;
  trainBatch(network: number, order: number, count: number, learningRate: number): number;
  evaluate(network: number, order: number, first: number, count: number): void;
  evaluateAugmented(network: number, order: number, count: number, batch: number): void;
  predict(network: number, first: number, count: number): void;
  weightsOf(network: number): number;
  gradientOf(network: number): number;
  subsetOf(network: number): number;
  orderOf(network: number): number;
  lossSumOf(network: number): number;
  correctOf(network: number): number;
  l2LossOf(network: number): number;
  confidencesOf(network: number): number;
  classesOf(network: number): number;
  augmentedOf(network: number): number;
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
