import type { TensorDtype } from "../dtype.js";

/** A function or class that a pickle names: `torch.FloatStorage`. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    /** The position in the pickle at which the function or class is named. */
    readonly byte: number,
  ) {}
}

/** The memory of a PyTorch tensor's elements: an entry of the zip file. */
export class TorchStorage {
  constructor(
    readonly dtype: TensorDtype,
    readonly key: string,
  ) {}
}

/** A PyTorch tensor: a view of a storage, with offset and strides in elements. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    /** The position in the pickle at which the tensor is built. */
    readonly byte: number,
  ) {}
}

/** A tuple; unlike a list, it cannot grow. */
export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/**
 * The values that a pickle may contain: only data, no code to run. Dictionaries become maps, sets become
 * lists.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleTuple
  | Map<PickleValue, PickleValue>
  | PickleGlobal
  | TorchStorage
  | TorchTensor;
