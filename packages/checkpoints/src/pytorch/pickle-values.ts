import type { TensorDtype } from "../dtype.js";

/** A function or class that a pickle names: `torch.FloatStorage`. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    /** Where the pickle names it. */
    readonly byte: number,
  ) {}
}

/** The memory that a tensor of PyTorch lies in: an entry of the zip file. */
export class TorchStorage {
  constructor(
    readonly dtype: TensorDtype,
    readonly key: string,
  ) {}
}

/** A tensor of PyTorch: a view of a storage, in elements. */
export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    /** Where the pickle builds it. */
    readonly byte: number,
  ) {}
}

/** A tuple, which unlike a list is never appended to. */
export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** What a pickle may hold: data, and nothing that runs. Dictionaries are maps, sets are lists. */
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
