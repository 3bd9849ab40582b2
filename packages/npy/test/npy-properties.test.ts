import { InputError } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeNpy, encodeNpy, type NpyData, type NpyDtype, toRowMajor } from "../src/index.js";

const shapes = fc.array(fc.nat(5), { maxLength: 4 });

/** Bits of any kind as elements of each dtype; b1 holds truth values, f2 what halves can hold. */
const ELEMENTS: Record<NpyDtype, (bytes: Uint8Array, length: number) => NpyData> = {
  b1: (bytes, length) => bytes.slice(0, length).map((byte) => byte & 1),
  i1: (bytes, length) => new Int8Array(bytes.buffer, 0, length),
  i2: (bytes, length) => new Int16Array(bytes.buffer, 0, length),
  i4: (bytes, length) => new Int32Array(bytes.buffer, 0, length),
  i8: (bytes, length) => new BigInt64Array(bytes.buffer, 0, length),
  u1: (bytes, length) => new Uint8Array(bytes.buffer, 0, length),
  u2: (bytes, length) => new Uint16Array(bytes.buffer, 0, length),
  u4: (bytes, length) => new Uint32Array(bytes.buffer, 0, length),
  u8: (bytes, length) => new BigUint64Array(bytes.buffer, 0, length),
  f2: (bytes, length) => Float32Array.from(new Int8Array(bytes.buffer, 0, length), (value) => value / 8),
  f4: (bytes, length) => new Float32Array(bytes.buffer, 0, length),
  f8: (bytes, length) => new Float64Array(bytes.buffer, 0, length),
};

const arrays = fc
  .tuple(fc.constantFrom(...(Object.keys(ELEMENTS) as NpyDtype[])), shapes)
  .chain(([dtype, shape]) => {
    const length = shape.reduce((product, side) => product * side, 1);
    const bytes = fc.uint8Array({ minLength: 8 * length, maxLength: 8 * length });
    return bytes.map((random) => ({ dtype, shape, data: ELEMENTS[dtype](random.slice(), length) }));
  });
const encodings = fc.record({
  littleEndian: fc.boolean(),
  fortranOrder: fc.boolean(),
  version: fc.constantFrom(1 as const, 2 as const, 3 as const),
});

const bytesOf = (data: NpyData) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

describe("round trips", () => {
  test("what is encoded is decoded, bit for bit", () => {
    fc.assert(
      fc.property(arrays, encodings, ({ dtype, shape, data }, encoding) => {
        const array = decodeNpy(encodeNpy(data, shape, { dtype, ...encoding }));
        expect(array).toMatchObject({ dtype, shape, fortranOrder: encoding.fortranOrder });
        expect(array.data.constructor).toBe(data.constructor);
        expect(bytesOf(array.data).equals(bytesOf(data))).toBe(true);
      }),
    );
  });

  test("a decoded array says how to encode it again", () => {
    fc.assert(
      fc.property(arrays, fc.boolean(), ({ dtype, shape, data }, fortranOrder) => {
        const file = encodeNpy(data, shape, { dtype, fortranOrder });
        const array = decodeNpy(file);
        expect(Buffer.from(encodeNpy(array.data, array.shape, array)).equals(file)).toBe(true);
      }),
    );
  });

  test("decodes at any offset of a larger buffer, of bytes or of a Node Buffer", () => {
    fc.assert(
      fc.property(arrays, fc.nat(9), fc.boolean(), ({ dtype, shape, data }, offset, asBuffer) => {
        const file = encodeNpy(data, shape, { dtype });
        const larger = new Uint8Array(offset + file.length);
        larger.set(file, offset);
        const view = asBuffer ? Buffer.from(larger.buffer, offset) : larger.subarray(offset);
        expect(bytesOf(decodeNpy(view).data).equals(bytesOf(data))).toBe(true);
      }),
    );
  });

  test("row-major order moves element (i, j, …) to where C has it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (shape) => {
        const length = shape.reduce((product, side) => product * side, 1);
        const array = decodeNpy(
          encodeNpy(Int32Array.from(Array(length).keys()), shape, { fortranOrder: true }),
        );
        const { data, fortranOrder } = toRowMajor(array);
        expect(fortranOrder).toBe(false);
        for (let row = 0; row < length; row++) {
          let rest = row;
          let column = 0;
          const index = shape.toReversed().map((side) => {
            const digit = rest % side;
            rest = Math.floor(rest / side);
            return digit;
          });
          // `index` runs from the last axis to the first, as the digits of a column-major position do.
          for (const [axis, digit] of index.entries())
            column = column * shape[shape.length - 1 - axis]! + digit;
          expect(data[row]).toBe(column);
        }
      }),
    );
  });
});

describe("damage", () => {
  const file = encodeNpy(Float32Array.from({ length: 12 }, Math.sqrt), [3, 4]);

  /** Decodes what may be damaged: an array that its bytes hold, or an InputError. */
  function decodeOrRefuse(bytes: Uint8Array): void {
    try {
      const { data, shape } = decodeNpy(bytes, "damaged.npy");
      expect(data.length).toBe(shape.reduce((product, side) => product * side, 1));
      expect(data.length).toBeLessThanOrEqual(bytes.length);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ file: "damaged.npy", byte: expect.any(Number) });
    }
  }

  test("every single byte of the header, changed to every value", () => {
    for (let at = 0; at < file.length - 48; at++) {
      for (let value = 0; value < 256; value++) {
        const damaged = file.slice();
        damaged[at] = value;
        decodeOrRefuse(damaged);
      }
    }
  });

  test("random bytes changed, in files of every kind", () => {
    const changes = fc.array(fc.tuple(fc.nat(160), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(arrays, encodings, changes, ({ dtype, shape, data }, encoding, changed) => {
        const damaged = encodeNpy(data, shape, { dtype, ...encoding });
        for (const [at, value] of changed) damaged[at % damaged.length] = value;
        decodeOrRefuse(damaged);
      }),
      { numRuns: 2000 },
    );
  });

  test("cut short at every length: truncated, at the byte where it ends", () => {
    for (let length = 0; length < file.length; length++) {
      const problem = length < 6 ? /not a \.npy file/ : /truncated/;
      expect(() => decodeNpy(file.subarray(0, length), "cut.npy")).toThrow(problem);
      expect(() => decodeNpy(file.subarray(0, length), "cut.npy")).toThrow(
        expect.objectContaining({ code: "BAD_INPUT", file: "cut.npy", byte: length < 6 ? 0 : length }),
      );
    }
  });

  test("random bytes after a valid start", () => {
    fc.assert(
      fc.property(fc.nat(file.length), fc.uint8Array({ maxLength: 300 }), (kept, random) => {
        decodeOrRefuse(Buffer.concat([file.subarray(0, kept), random]));
      }),
      { numRuns: 2000 },
    );
  });
});
