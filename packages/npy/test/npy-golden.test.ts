import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeNpy, encodeNpy, type NpyArray, type NpyData, toRowMajor } from "../src/index.js";

interface NumericCase {
  readonly dtype: string;
  readonly version: 1 | 2 | 3;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: readonly string[];
  readonly file: string;
}

const golden = (name: string) => readFileSync(new URL(`./golden/${name}`, import.meta.url));
const lines = <Line>(name: string): Line[] =>
  golden(name)
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
const fileOf = ({ file }: { readonly file: string }) => new Uint8Array(Buffer.from(file, "base64"));

const numeric = lines<NumericCase>("numeric.jsonl");
const notNumeric = lines<{ readonly name: string; readonly file: string }>("not-numeric.jsonl");

/** As the golden files name numbers: -0 as -0.0. */
function textOf(data: NpyData): string[] {
  return Array.from(data as ArrayLike<number | bigint>, (value) =>
    Object.is(value, -0) ? "-0.0" : String(value),
  );
}

function parsed(values: readonly string[], data: NpyData): string[] {
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  return values.map((text) => (isBig ? text : Object.is(Number(text), -0) ? "-0.0" : String(Number(text))));
}

describe.each(Array.from(new Set(numeric.map(({ dtype }) => dtype))))("%s", (dtype) => {
  const cases = numeric.filter((one) => one.dtype === dtype);

  test("numpy's files decode to numpy's values", () => {
    for (const expected of cases) {
      const array = decodeNpy(fileOf(expected), "golden.npy");
      expect(array).toMatchObject({
        dtype: dtype.slice(1),
        shape: expected.shape,
        fortranOrder: expected.fortranOrder,
      });
      const { data } = toRowMajor(array);
      expect(textOf(data)).toEqual(parsed(expected.values, data));
    }
  });

  test("encodes to the bytes of numpy's files", () => {
    for (const expected of cases) {
      const array = decodeNpy(fileOf(expected));
      const bytes = encodeNpy(array.data, array.shape, {
        dtype: array.dtype,
        littleEndian: !dtype.startsWith(">"),
        fortranOrder: array.fortranOrder,
        version: expected.version,
      });
      expect(Buffer.from(bytes).toString("base64")).toBe(expected.file);
    }
  });
});

test("the golden files cover every dtype, version, order and number of dimensions", () => {
  const covered = (key: keyof NumericCase) => Array.from(new Set(numeric.map((one) => one[key])));
  expect(covered("dtype")).toHaveLength(3 + 2 * 9);
  expect(covered("version")).toEqual([1, 2, 3]);
  expect(covered("fortranOrder")).toEqual([false, true]);
  expect(new Set(numeric.map(({ shape }) => shape.length))).toEqual(new Set(Array(33).keys()));
});

test.each(notNumeric)("$name are refused, with the byte of their dtype", (one) => {
  const file = fileOf(one);
  const byte = Buffer.from(file).indexOf("'descr': ") + "'descr': ".length;
  const expected = expect.objectContaining({ code: "BAD_INPUT", file: "golden.npy", byte });
  expect(() => decodeNpy(file, "golden.npy")).toThrow(expected);
  expect(() => decodeNpy(file, "golden.npy")).toThrow(/^golden\.npy, byte \d+: .*not num(eric|bers)/);
});

test("every binary16 is widened as numpy widens it", async () => {
  const file = encodeNpy(Uint16Array.from({ length: 65_536 }, (_, bits) => bits));
  const widened = decodeNpy(asHalves(file));
  const known = Float32Array.from(widened.data as Float32Array, (value) => (Number.isNaN(value) ? 0 : value));
  const digest = await crypto.subtle.digest("SHA-256", known);
  expect(Buffer.from(digest).toString("hex")).toBe(golden("all-halves.sha256").toString().trim());
});

test("every binary16 encodes to its own bits, NaNs included", () => {
  const bits = Uint16Array.from({ length: 65_536 }, (_, index) => index);
  const { data } = decodeNpy(asHalves(encodeNpy(bits))) as NpyArray<"f2">;
  const again = encodeNpy(data, [65_536], { dtype: "f2" });
  expect(Buffer.from(again.subarray(-2 * 65_536)).equals(Buffer.from(bits.buffer))).toBe(true);
});

test("f32 is rounded to binary16 as numpy rounds it: ties, carries, overflow, underflow", () => {
  const numbers = decodeNpy(golden("rounding.f4.npy")) as NpyArray<"f4">;
  const encoded = encodeNpy(numbers.data, numbers.shape, { dtype: "f2" });
  expect(Buffer.from(encoded).equals(golden("rounding.f2.npy"))).toBe(true);
});

/** A file of u2 as one of f2, whose header has the same length. */
function asHalves(file: Uint8Array): Uint8Array {
  const halves = file.slice();
  halves.set(Buffer.from("<f2"), Buffer.from(file).indexOf("<u2"));
  return halves;
}
