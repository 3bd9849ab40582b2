import { bytes } from "../assembly/trainer.wasm";
import { bytes as sharedBytes } from "../assembly/trainer.wasm?shared";

/** What `assembly/trainer.ts` exports: addresses and counts are whole numbers, truth is 0 or 1. */
export interface Kernel {
  layOut(
    address: number,
    side: number,
    layers: number,
    units: number,
    classes: number,
    capacity: number,
  ): number;
  attach(network: number, images: number, labels: number, floats: number): void;
  begin(
    network: number,
    seed: number,
    number: number,
    activation: number,
    optimizer: number,
    l2reg: number,
    dropout: number,
    first: number,
    count: number,
    subset: number,
  ): void;
  initialize(network: number, initializer: number, deviation: number): void;
  beginEpoch(network: number): number;
  trainBatch(network: number, order: number, count: number, learningRate: number): number;
  evaluate(network: number, order: number, first: number, count: number): void;
  weightsOf(network: number): number;
  gradientOf(network: number): number;
  subsetOf(network: number): number;
  orderOf(network: number): number;
  lossSumOf(network: number): number;
  correctOf(network: number): number;
  l2LossOf(network: number): number;
}

/** The kernel on `memory`. It has no static data: any number of instances may share a memory. */
export async function instantiateKernel(memory: WebAssembly.Memory): Promise<Kernel> {
  const { instance } = await WebAssembly.instantiate(isShared(memory) ? sharedBytes : bytes, {
    env: { memory },
  });
  return instance.exports as unknown as Kernel;
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
}
