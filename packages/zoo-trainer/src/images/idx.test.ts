import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { parseIdx } from "./idx.js";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

test("an array, as a view of the file", () => {
  const file = bytes(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
  const { shape, data } = parseIdx(file);
  expect(shape).toEqual([2, 3]);
  expect(data).toEqual(bytes(1, 2, 3, 4, 5, 6));
  expect(data.buffer).toBe(file.buffer);
});

test("a view of a file in a larger buffer, and an array of no elements", () => {
  const buffer = bytes(9, 9, 0, 0, 8, 1, 0, 0, 0, 1, 7);
  expect(parseIdx(buffer.subarray(2)).data).toEqual(bytes(7));
  expect(parseIdx(bytes(0, 0, 8, 1, 0, 0, 0, 0))).toEqual({ shape: [0], data: bytes() });
});

test.each<[string, Uint8Array, number, string]>([
  ["nothing", bytes(), 0, "ends inside its IDX header"],
  ["another format", bytes(0x93, 0x4e, 0x55, 0x4d), 0, "is not an IDX file"],
  ["floats", bytes(0, 0, 0x0d, 1, 0, 0, 0, 0), 2, "holds elements of type 0x0d"],
  ["half a header", bytes(0, 0, 8, 2, 0, 0, 0, 1, 0), 9, "ends inside its IDX header"],
  [
    "too little data",
    bytes(0, 0, 8, 1, 0, 0, 0, 3, 1),
    9,
    "is truncated: its shape (3) calls for 3 bytes of data, 1 are",
  ],
  ["too much data", bytes(0, 0, 8, 1, 0, 0, 0, 1, 1, 2), 9, "is too long"],
  [
    "a shape beyond all memory",
    bytes(0, 0, 8, 3, ...new Array<number>(12).fill(255), 1),
    17,
    "is truncated: its shape (4294967295, 4294967295, 4294967295)",
  ],
])("%s", (_, file, byte, problem) => {
  const parse = () => parseIdx(file, "images");
  expect(parse).toThrow(InputError);
  expect(parse).toThrow(`images, byte ${byte}: ${problem}`);
});
