import type { InputError } from "@weightcast/core";
import type { TensorDtype } from "../dtype.js";
import type { Quantisation } from "./weights-manifest.js";

const DTYPES: ReadonlyMap<string, TensorDtype> = new Map([
  ["float32", "f32"],
  ["float16", "f16"],
  ["int32", "i32"],
  ["uint8", "u8"],
  ["uint16", "u16"],
  ["bool", "bool"],
]);

/**
 * The type of a weight's elements in its file.
 *
 * @param fail makes the error from what is wrong with the weight
 * @throws InputError where the dtype is not known, or is rounded in a way that is not known
 */
export function storedDtype(
  dtype: string,
  quantization: Quantisation | undefined,
  fail: (problem: string) => InputError,
): TensorDtype {
  const stated = quantization?.dtype ?? dtype;
  const known = DTYPES.get(stated);
  if (known === undefined)
    throw fail(`has dtype ${stated.slice(0, 60)}; read are ${Array.from(DTYPES.keys()).join(", ")}`);
  if (quantization === undefined) return known;
  const isRounded = known === "u8" || known === "u16";
  if (!(dtype === "float32" && (isRounded || known === "f16")) && !(dtype === "int32" && isRounded)) {
    throw fail(
      `is ${dtype.slice(0, 60)} rounded to ${stated}; read are float32 and int32 rounded to uint8 or uint16, and float32 rounded to float16`,
    );
  }
  return known;
}

/** The values that elements of one or two bytes stand for, as bytes of f32, or of i32 if they are whole. */
export async function* dequantised(
  pieces: AsyncIterable<Uint8Array>,
  { dtype, scale, min }: Quantisation,
  isWhole: boolean,
): AsyncGenerator<Uint8Array> {
  const size = dtype === "uint8" ? 1 : 2;
  let low: number | undefined;
  for await (const piece of pieces) {
    const values: number[] = [];
    for (const byte of piece) {
      if (size === 1) values.push(byte);
      else if (low === undefined) low = byte;
      else {
        values.push(low + 256 * byte);
        low = undefined;
      }
    }
    const found = isWhole
      ? Int32Array.from(values, (value) => Math.round(value * scale + min))
      : Float32Array.from(values, (value) => value * scale + min);
    yield new Uint8Array(found.buffer);
  }
}
