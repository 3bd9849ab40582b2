import { expect, test } from "vitest";
import { forgetPeak, peakMemory } from "../src/running/peak-memory.js";

test.runIf(process.platform === "linux")("the peak is that of the memory since it was forgotten", () => {
  forgetPeak();
  const before = peakMemory();
  const bytes = new Uint8Array(2 ** 26).fill(1);
  expect(peakMemory() - before).toBeGreaterThan(0.9 * bytes.length);
});
