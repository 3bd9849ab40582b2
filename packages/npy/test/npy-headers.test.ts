import { describe, expect, expectTypeOf, test } from "vitest";
import {
  decodeNpy,
  encodeNpy,
  formatNpyHeader,
  type NpyArray,
  type NpyEncoding,
  parseNpyHeader,
} from "../src/index.js";

/** A version 1.0 file with a header of one's own. */
function fileWith(dictionary: string, dataBytes = 0): Uint8Array {
  const text = Buffer.from(`${dictionary}\n`);
  const prefix = Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    text.length & 0xff,
    text.length >> 8,
  );
  return Buffer.concat([prefix, text, new Uint8Array(dataBytes)]);
}

const dictionary = (fields: { descr?: string; order?: string; shape?: string }) =>
  `{'descr': ${fields.descr ?? "'<f4'"}, 'fortran_order': ${fields.order ?? "False"}, 'shape': ${fields.shape ?? "(2, 3)"}, }`;

describe("headers of other writers", () => {
  test.each([
    ["double quotes", `{"descr": "<f4", "fortran_order": False, "shape": (2, 3)}`],
    ["no spaces", "{'descr':'<f4','fortran_order':False,'shape':(2,3)}"],
    [
      "another order of the keys, and one more",
      "{'shape':(2,3),'x':'y','fortran_order':False,'descr':'<f4'}",
    ],
    ["long integers of Python 2", dictionary({ shape: "(2L, 3L)" })],
    ["native byte order", dictionary({ descr: "'=f4'" })],
    ["no byte order", dictionary({ descr: "'f4'" })],
    ["spaces everywhere", " { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , } "],
  ])("%s", (_, text) => {
    expect(decodeNpy(fileWith(text, 24))).toMatchObject({ dtype: "f4", shape: [2, 3], fortranOrder: false });
  });

  test("? is bool", () => {
    const file = fileWith(dictionary({ descr: "'?'", shape: "(2,)" }), 2);
    expect(decodeNpy(file)).toMatchObject({ dtype: "b1", data: Uint8Array.of(0, 0) });
  });

  test("data that starts at an odd byte is copied, not misread", () => {
    const file = fileWith(dictionary({ shape: "(1,)" }).padEnd(80), 4);
    new DataView(file.buffer, file.byteOffset).setFloat32(file.length - 4, 0.5, true);
    expect(decodeNpy(file).data).toEqual(Float32Array.of(0.5));
  });
});

describe("headers that lie or are malformed", () => {
  const shapeAt = 10 + dictionary({}).indexOf("(2");
  test.each([
    [
      "a shape larger than the data",
      { shape: "(3, 3)" },
      /^f\.npy, byte \d+: is truncated: .* takes 36 bytes, but the file has 24/,
    ],
    [
      "a shape smaller than the data",
      { shape: "(1, 3)" },
      /is too long: .* takes 12 bytes, but the file has 24/,
    ],
    [
      "a shape of terabytes",
      { shape: "(1000000000000, 4970)" },
      /takes 19880000000000000 bytes|impossible shape/,
    ],
    ["a shape beyond 2^53", { shape: "(9007199254740993,)" }, /impossible shape/],
    ["a product beyond 2^53", { shape: "(94906267, 94906267)" }, /impossible shape/],
    ["a huge side beside an empty one", { shape: "(99999999999999999999, 0)" }, /impossible shape/],
    ["a negative side", { shape: "(-1, 3)" }, /expected a whole number or \)/],
    ["a fraction", { shape: "(1.5, 3)" }, /expected a comma or \)/],
    ["code as the shape", { shape: "__import__('os')" }, /expected a quoted word/],
    ["no tuple", { shape: "'(2, 3)'" }, /shape is not a tuple/],
    ["nested tuples", { shape: "((2, 3),)" }, /expected a whole number or \)/],
    ["an open tuple", { shape: "(2, 3" }, /expected a whole number|expected a comma/],
    ["65 dimensions", { shape: `(${"1, ".repeat(65)})` }, /more than 64 dimensions/],
    ["30,000 dimensions", { shape: `(${"1,".repeat(30_000)})` }, /more than 64 dimensions/],
    ["an order that is no truth value", { order: "'C'" }, /fortran_order is neither True nor False/],
    [
      "an unknown dtype",
      { descr: "'<f3'" },
      /has dtype '<f3', which is not numeric; the supported dtypes are b1, /,
    ],
    ["a dtype of a name in every object", { descr: "'constructor'" }, /has dtype 'constructor'/],
    ["a dtype that is a tuple", { descr: "(2,)" }, /has dtype of several parts, which is not numeric/],
  ])("%s", (_, fields, problem) => {
    const file = fileWith(dictionary(fields), 24);
    expect(() => decodeNpy(file, "f.npy")).toThrow(problem);
    expect(() => decodeNpy(file, "f.npy")).toThrow(
      expect.objectContaining({ name: "InputError", file: "f.npy", byte: expect.any(Number) }),
    );
  });

  test.each([
    ["not a dictionary", "(2, 3)", 10, /expected \{/],
    ["nothing", "", 11, /expected \{/],
    ["an open dictionary", "{'descr': '<f4'", 26, /expected a comma or \}/],
    [
      "something after the dictionary",
      `${dictionary({})} + x`,
      10 + dictionary({}).length + 1,
      /the end of the header/,
    ],
    ["a key without quotes", "{descr: '<f4'}", 11, /expected a quoted word/],
    ["a missing key", "{'descr': '<f4', 'fortran_order': False}", 10, /its header lacks 'shape'/],
    ["an impossible shape", dictionary({ shape: "(9999999999999999, )" }), shapeAt, /impossible/],
  ])("%s: the byte", (_, text, byte, problem) => {
    expect(() => decodeNpy(fileWith(text, 24), "f.npy")).toThrow(problem);
    expect(() => decodeNpy(fileWith(text, 24), "f.npy")).toThrow(expect.objectContaining({ byte }));
  });

  test("data that is too short or too long: the byte where it ends or should have", () => {
    const file = encodeNpy(new Float32Array(6), [2, 3]);
    const longer = Buffer.concat([file, new Uint8Array(3)]);
    expect(() => decodeNpy(file.subarray(0, -1))).toThrow(expect.objectContaining({ byte: file.length - 1 }));
    expect(() => decodeNpy(longer)).toThrow(expect.objectContaining({ byte: file.length }));
  });

  test.each([
    [0, 0],
    [4, 0],
    [1, 1],
    [255, 255],
  ])("format version %i.%i", (major, minor) => {
    const file = encodeNpy(new Float32Array(6));
    file.set([major, minor], 6);
    expect(() => decodeNpy(file)).toThrow(`has .npy format version ${major}.${minor}`);
    expect(() => decodeNpy(file)).toThrow(expect.objectContaining({ byte: 6 }));
  });

  test("a header of 4 GB is not believed", () => {
    const file = encodeNpy(new Float32Array(6), [6], { version: 2 });
    new DataView(file.buffer).setUint32(8, 0xffffffff, true);
    expect(() => decodeNpy(file)).toThrow("claims a header of 4294967295 bytes");
  });

  test.each([
    ["a zip file", "PK\x03\x04"],
    ["text", "not numbers at all"],
    ["nothing", ""],
  ])("%s", (_, text) => {
    expect(() => decodeNpy(Buffer.from(text, "latin1"), "x.npy")).toThrow(
      "x.npy, byte 0: is not a .npy file",
    );
  });
});

describe("an npy reader as one would want it", () => {
  test("takes the ArrayBuffer of a download", () => {
    const file = encodeNpy(Int16Array.of(1, 2));
    expect(decodeNpy(file.buffer).data).toEqual(Int16Array.of(1, 2));
  });

  test("aligned little-endian data is a view of the file", () => {
    const file = encodeNpy(Float32Array.of(1, 2));
    const { data } = decodeNpy(file) as NpyArray<"f4">;
    expect(data.buffer).toBe(file.buffer);
    data[1] = 7;
    expect(decodeNpy(file).data).toEqual(Float32Array.of(1, 7));
  });

  test("the dtype tells the type of the data", () => {
    const array = decodeNpy(encodeNpy(Float64Array.of(0.5)));
    if (array.dtype === "f8") expectTypeOf(array.data).toEqualTypeOf<Float64Array>();
    if (array.dtype === "i8") expectTypeOf(array.data).toEqualTypeOf<BigInt64Array>();
    if (array.dtype === "f2") expectTypeOf(array.data).toEqualTypeOf<Float32Array>();
    expect(array.dtype).toBe("f8");
  });

  test("without a shape, one dimension", () => {
    expect(decodeNpy(encodeNpy(Float32Array.of(1, 2, 3))).shape).toEqual([3]);
  });

  test.each<[string, unknown, number[] | undefined, NpyEncoding | undefined, string]>([
    ["a shape of another size", new Float32Array(6), [2, 2], undefined, "does not hold 6 elements"],
    [
      "negative sides",
      new Float32Array(6),
      [-2, -3],
      undefined,
      "is not a shape of at most 64 whole numbers",
    ],
    ["fractions", new Float32Array(6), [1.5, 4], undefined, "is not a shape of"],
    ["65 dimensions", new Float32Array(1), Array(65).fill(1), undefined, "is not a shape of"],
    [
      "another dtype",
      new Float32Array(6),
      undefined,
      { dtype: "f8" },
      "Float32Array cannot be written as f8",
    ],
    [
      "halves of f64",
      new Float64Array(6),
      undefined,
      { dtype: "f2" },
      "Float64Array cannot be written as f2",
    ],
    ["a plain array", [1, 2], undefined, undefined, "Array cannot be written as any dtype"],
    [
      "a DataView's kin",
      new Uint8ClampedArray(2),
      undefined,
      undefined,
      "Uint8ClampedArray cannot be written as any dtype",
    ],
  ])("encoding refuses %s", (_, data, shape, encoding, problem) => {
    expect(() => encodeNpy(data as Float32Array, shape, encoding)).toThrow(RangeError);
    expect(() => encodeNpy(data as Float32Array, shape, encoding)).toThrow(problem);
  });

  test("a header alone reads back", () => {
    const header = { dtype: "u2", littleEndian: false, fortranOrder: true, shape: [70_000, 3] } as const;
    for (const version of [1, 2, 3] as const) {
      const bytes = formatNpyHeader(header, version);
      expect(bytes.length % 64).toBe(0);
      const expected = { ...header, dataStart: bytes.length, dataBytes: 420_000 };
      expect(parseNpyHeader(bytes)).toEqual(expected);
    }
  });
});
