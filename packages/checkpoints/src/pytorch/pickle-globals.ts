import type { TensorDtype } from "../dtype.js";
import { LIMITS } from "../limits.js";
import { PickleGlobal, PickleTuple, type PickleValue, TorchStorage, TorchTensor } from "./pickle-values.js";

/** PyTorch's storage classes with the dtypes of their elements. */
const STORAGES: ReadonlyMap<string, TensorDtype> = new Map([
  ["torch.BoolStorage", "bool"],
  ["torch.ByteStorage", "u8"],
  ["torch.CharStorage", "i8"],
  ["torch.ShortStorage", "i16"],
  ["torch.IntStorage", "i32"],
  ["torch.LongStorage", "i64"],
  ["torch.HalfStorage", "f16"],
  ["torch.BFloat16Storage", "bf16"],
  ["torch.FloatStorage", "f32"],
  ["torch.DoubleStorage", "f64"],
]);

/**
 * Dtypes without a storage class of their own: their tensors are stored in untyped bytes and name the dtype.
 */
const DTYPES: ReadonlyMap<string, TensorDtype> = new Map([
  ["torch.bool", "bool"],
  ["torch.uint8", "u8"],
  ["torch.int8", "i8"],
  ["torch.uint16", "u16"],
  ["torch.int16", "i16"],
  ["torch.uint32", "u32"],
  ["torch.int32", "i32"],
  ["torch.uint64", "u64"],
  ["torch.int64", "i64"],
  ["torch.float8_e4m3fn", "f8_e4m3"],
  ["torch.float8_e5m2", "f8_e5m2"],
  ["torch.float16", "f16"],
  ["torch.bfloat16", "bf16"],
  ["torch.float32", "f32"],
  ["torch.float64", "f64"],
]);

const UNTYPED_STORAGE = "torch.storage.UntypedStorage";

/**
 * The maximum size of a numpy scalar in bytes. Real ones take a few bytes; without a limit, a text could be
 * expanded until the memory is full.
 */
const SCALAR_BYTES = 256;

/** Builds a value from arguments; undefined if the arguments are not the expected ones. */
type Constructor = (args: readonly PickleValue[], byte: number) => PickleValue | undefined;

const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ["collections.OrderedDict", (args) => (args.length === 0 ? new Map() : undefined)],
  ["builtins.set", ([items]) => (Array.isArray(items) ? items : undefined)],
  ["__builtin__.set", ([items]) => (Array.isArray(items) ? items : undefined)],
  ["torch.Size", ([sides]) => sides],
  ["torch.device", ([kind]) => kind],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_tensor_v3", rebuildUntyped],
  ["torch._utils._rebuild_parameter", ([tensor]) => (tensor instanceof TorchTensor ? tensor : undefined)],
  [
    "_codecs.encode",
    ([text, encoding]) =>
      encoding === "latin1" && typeof text === "string" && text.length <= SCALAR_BYTES
        ? latin1(text)
        : undefined,
  ],
  ["numpy.dtype", ([code]) => (typeof code === "string" ? code : undefined)],
  ["numpy.core.multiarray.scalar", scalar],
  ["numpy._core.multiarray.scalar", scalar],
]);

/** Returns whether a pickle may name this function or class. */
export function isKnownGlobal(name: string): boolean {
  return STORAGES.has(name) || DTYPES.has(name) || name === UNTYPED_STORAGE || CONSTRUCTORS.has(name);
}

/**
 * Returns the value that a known function or class makes of its arguments; undefined if the arguments are not
 * the expected ones.
 */
export function construct(name: string, args: readonly PickleValue[], byte: number): PickleValue | undefined {
  return CONSTRUCTORS.get(name)?.(args, byte);
}

/** Reads the storage that a pickle refers to: `('storage', class, key, device, elements)`. */
export function storageOf(reference: PickleValue): TorchStorage | undefined {
  if (!(reference instanceof PickleTuple)) return undefined;
  const [tag, type, key, , length] = reference.items;
  if (tag !== "storage" || !(type instanceof PickleGlobal) || typeof key !== "string") return undefined;
  const dtype = type.name === UNTYPED_STORAGE ? "u8" : STORAGES.get(type.name);
  return dtype !== undefined && isWhole(length) ? new TorchStorage(dtype, key) : undefined;
}

function rebuildTensor(args: readonly PickleValue[], byte: number): TorchTensor | undefined {
  const [storage, offset, size, stride] = args;
  const shape = wholeNumbers(size);
  const strides = wholeNumbers(stride);
  if (
    !(storage instanceof TorchStorage) ||
    !isWhole(offset) ||
    shape === undefined ||
    strides === undefined
  ) {
    return undefined;
  }
  return shape.length === strides.length ? new TorchTensor(storage, offset, shape, strides, byte) : undefined;
}

/**
 * Works like `rebuildTensor`, but takes the dtype as the seventh argument; the storage has that dtype or
 * untyped bytes.
 */
function rebuildUntyped(args: readonly PickleValue[], byte: number): TorchTensor | undefined {
  const [storage, , , , , , type] = args;
  const dtype = type instanceof PickleGlobal ? DTYPES.get(type.name) : undefined;
  if (dtype === undefined || !(storage instanceof TorchStorage)) return undefined;
  return rebuildTensor([new TorchStorage(dtype, storage.key), ...args.slice(1)], byte);
}

/** Converts a numpy scalar to a number; a scalar of another dtype becomes its bytes. */
function scalar([type, bytes]: readonly PickleValue[]): PickleValue | undefined {
  if (typeof type !== "string" || !(bytes instanceof Uint8Array)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === "f8" && bytes.length === 8) return view.getFloat64(0, true);
  if (type === "f4" && bytes.length === 4) return view.getFloat32(0, true);
  if (type === "i8" && bytes.length === 8) return Number(view.getBigInt64(0, true));
  if (type === "i4" && bytes.length === 4) return view.getInt32(0, true);
  return bytes;
}

function wholeNumbers(value: PickleValue | undefined): number[] | undefined {
  if (!(value instanceof PickleTuple) || value.items.length > LIMITS.dimensions) return undefined;
  const numbers = value.items.filter(isWhole);
  return numbers.length === value.items.length ? numbers : undefined;
}

function isWhole(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
