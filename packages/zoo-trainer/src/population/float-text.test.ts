import { expect, test } from "vitest";
import { shortestFloat32 } from "./float-text.js";

test.each([
  [Math.fround(0.1), 0.1],
  [0.1, 0.1],
  [Math.fround(0.0999), 0.0999],
  [1, 1],
  [0, 0],
  [Math.fround(Math.E), 2.7182817],
  [16777217, 16777216],
  [Math.fround(1e-45), 1e-45],
  [3.4028234663852886e38, 3.4028235e38],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  [Number.NaN, Number.NaN],
])("%d is %d", (value, short) => {
  expect(shortestFloat32(value)).toBe(short);
});

test("any f32 reads back the same, of at most nine digits", () => {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let i = 0; i < 20_000; i++) {
    bits[0] = Math.imul(i, 0x9e3779b1);
    if (!Number.isFinite(float[0])) continue;
    const short = shortestFloat32(float[0]!);
    expect(Math.fround(short)).toBe(float[0]);
    expect(Number(short.toPrecision(9))).toBe(short);
  }
});
