import type { TensorDtype } from "../dtype.js";
import type { Hdf5Cursor } from "./hdf5-reader.js";

/** The type of the elements of a data set or an attribute. */
export type Hdf5Datatype =
  | {
      readonly kind: "number";
      readonly dtype: TensorDtype;
      readonly littleEndian: boolean;
      readonly size: number;
    }
  /** Bytes without a meaning of their own; Keras keeps bfloat16 in them. */
  | { readonly kind: "opaque"; readonly size: number }
  /** Texts of a fixed length, ended or filled up. */
  | { readonly kind: "text"; readonly size: number }
  /** Texts of any length, kept in heaps of the file. */
  | { readonly kind: "heap-text"; readonly size: number }
  | { readonly kind: "other"; readonly size: number; readonly description: string };

/** Names of the classes, for errors. */
const CLASSES = [
  "integer",
  "float",
  "time",
  "text",
  "bits",
  "opaque",
  "compound",
  "reference",
  "enumeration",
  "sequence",
  "array",
];
const INTEGERS: Readonly<Record<string, TensorDtype>> = {
  "1+": "u8",
  "1-": "i8",
  "2+": "u16",
  "2-": "i16",
  "4+": "u32",
  "4-": "i32",
  "8+": "u64",
  "8-": "i64",
};
/** Floats by their bytes and the bits of exponent and fraction. */
const FLOATS: Readonly<Record<string, TensorDtype>> = {
  "1/4/3": "f8_e4m3",
  "1/5/2": "f8_e5m2",
  "2/5/10": "f16",
  "2/8/7": "bf16",
  "4/8/23": "f32",
  "8/11/52": "f64",
};

/** @throws InputError where the message is cut */
export function readDatatype(cursor: Hdf5Cursor): Hdf5Datatype {
  const first = cursor.u8();
  const [kind, version] = [first & 15, first >> 4];
  const bits = cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16);
  const size = cursor.u32();
  const other: Hdf5Datatype = { kind: "other", size, description: CLASSES[kind] ?? `class ${kind}` };
  switch (kind) {
    case 0:
      return number(INTEGERS[`${size}${bits & 8 ? "-" : "+"}`], bits, size) ?? other;
    case 1: {
      cursor.skip(5);
      const exponent = cursor.u8();
      cursor.skip(1);
      return number(FLOATS[`${size}/${exponent}/${cursor.u8()}`], bits, size) ?? other;
    }
    case 3:
      return { kind: "text", size };
    case 5:
      return { kind: "opaque", size };
    case 8:
      return isBoolean(cursor, bits & 0xffff, version)
        ? { kind: "number", dtype: "bool", littleEndian: true, size: 1 }
        : other;
    case 9:
      return (bits & 15) === 1 ? { kind: "heap-text", size } : other;
    default:
      return other;
  }
}

function number(dtype: TensorDtype | undefined, bits: number, size: number): Hdf5Datatype | undefined {
  return dtype === undefined ? undefined : { kind: "number", dtype, littleEndian: (bits & 1) === 0, size };
}

/** Whether an enumeration is that of numpy's booleans: FALSE 0 and TRUE 1, of one byte each. */
function isBoolean(cursor: Hdf5Cursor, members: number, version: number): boolean {
  const base = readDatatype(cursor);
  if (members !== 2 || base.size !== 1) return false;
  // An integer has 4 bytes more than `readDatatype` reads of it.
  cursor.skip(4);
  const names = [0, 1].map(() => {
    const start = cursor.position;
    const name = cursor.zeroText();
    if (version < 3) cursor.skip((8 - ((cursor.position - start) % 8)) % 8);
    return name;
  });
  return names.join() === "FALSE,TRUE" && cursor.u8() === 0 && cursor.u8() === 1;
}

/** The sides of a data set or an attribute; none for a scalar. */
export function readDataspace(cursor: Hdf5Cursor): number[] {
  const version = cursor.u8();
  if (version !== 1 && version !== 2)
    throw cursor.fail(`has a dataspace of version ${version}; read are 1 and 2`);
  const rank = cursor.u8();
  cursor.skip(1);
  const type = cursor.u8();
  if (version === 1) cursor.skip(4);
  // A null space holds no element at all.
  if (version === 2 && type === 2) return [0];
  return Array.from({ length: rank }, () => cursor.u64());
}
