import { CancelledError, matrix, UsageError } from "@weightcast/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Activation, type Architecture, openForward, smallCnn, smallFcn } from "../src/index.js";
import { MIXED, NORMALISED } from "./architectures.js";
import { concatenate, randomNetworks, relativeDifference, twinsOf } from "./random-networks.js";

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  "the zoo's cnn": smallCnn({ side: 28 }),
  "a wider one of colour images": smallCnn({ side: 17, channels: 3, units: 33, classes: 18 }),
  "the zoo's fcn": smallFcn({ side: 9 }),
  ...MIXED,
  ...NORMALISED,
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(Object.entries(ARCHITECTURES))("answers of %s", (_, architecture) => {
  it.each([1, 2])("are the twin's, asked with %d images", async (images) => {
    const networks = randomNetworks(architecture, 4, images);
    const twins = twinsOf(architecture, networks);
    const forward = await openForward(architecture, networks.pixels, { threads: 1, hidden: true });
    const { logits, hidden } = await forward.ask(networks.weights, networks.activations);
    expect(logits).toHaveLength(4 * images * forward.classes);
    expect(relativeDifference(logits, concatenate(twins.map((twin) => twin.logits)))).toBeLessThan(2e-6);
    expect(hidden).toHaveLength(4 * images * forward.units);
    expect(relativeDifference(hidden!, concatenate(twins.map((twin) => twin.hidden)))).toBeLessThan(2e-6);
    await forward.close();
  });
});

describe("answers", () => {
  const architecture = smallCnn({ side: 15, units: 20 });
  // So many that a call has several groups of networks.
  const networks = randomNetworks(architecture, 130, 7);

  it("are the same for any number of threads, and from rows of a wider matrix", async () => {
    const alone = await openForward(architecture, networks.pixels, { threads: 1, hidden: true });
    const expected = await alone.ask(networks.weights, networks.activations);
    const several = await openForward(architecture, networks.pixels, { threads: 3, hidden: true });
    const calls = await Promise.all([1, 2].map(() => several.ask(networks.weights, networks.activations)));
    expect(calls).toEqual([expected, expected]);
    const { rows, columns, data } = networks.weights;
    const wide = new Float32Array(rows * (columns + 3));
    for (let row = 0; row < rows; row++) {
      wide.set(data.subarray(row * columns, (row + 1) * columns), row * (columns + 3));
    }
    expect(await alone.ask(matrix(wide, rows, columns, columns + 3), networks.activations)).toEqual(expected);
    await Promise.all([alone.close(), several.close()]);
  });

  it("come without hidden ones by default, and on one thread where memory cannot be shared", async () => {
    // The test runner itself needs `nextTick` while this test waits.
    vi.stubGlobal("process", { nextTick: process.nextTick });
    const forward = await openForward(architecture, networks.pixels);
    const { logits, hidden } = await forward.ask(networks.weights, "tanh");
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(hidden).toBeUndefined();
    await expect(openForward(architecture, networks.pixels, { threads: 2 })).rejects.toThrow(UsageError);
  });

  it("of weights that are not finite are not, and those of others stay as they are", async () => {
    const forward = await openForward(architecture, networks.pixels, { threads: 1 });
    const expected = (await forward.ask(networks.weights, networks.activations)).logits;
    const broken = matrix(networks.weights.data.slice(), 130, networks.weights.columns);
    broken.data.fill(Number.NaN, 5 * broken.columns, 6 * broken.columns);
    const { logits } = await forward.ask(broken, networks.activations);
    const own = 7 * 10;
    expect(logits.subarray(5 * own, 6 * own).every(Number.isNaN)).toBe(true);
    expect(logits.subarray(6 * own)).toEqual(expected.subarray(6 * own));
    await forward.close();
  });

  it("of no networks are none", async () => {
    const forward = await openForward(architecture, networks.pixels, { threads: 1, hidden: true });
    const { logits, hidden } = await forward.ask(
      matrix(new Float32Array(), 0, networks.weights.columns),
      "relu",
    );
    expect([logits.length, hidden?.length]).toEqual([0, 0]);
  });

  it("end with a CancelledError once the signal is aborted, and others can be asked for then", async () => {
    const forward = await openForward(architecture, networks.pixels, { threads: 2 });
    const signal = AbortSignal.abort("enough");
    await expect(forward.ask(networks.weights, "relu", { signal })).rejects.toThrow(CancelledError);
    expect((await forward.ask(networks.weights, "relu")).logits).toHaveLength(130 * 7 * 10);
    await forward.close();
  });
});

describe("asking is refused", () => {
  const architecture = smallCnn({ side: 7, layers: 1, units: 2, classes: 3 });
  const { weights, pixels } = randomNetworks(architecture, 3, 2);

  it.each<[string, Float32Array]>([
    ["with no images", new Float32Array()],
    ["with part of an image", pixels.subarray(1)],
  ])("%s", async (_, images) => {
    await expect(openForward(architecture, images)).rejects.toThrow(RangeError);
  });

  it("of no architecture", async () => {
    await expect(openForward({ ...architecture, layers: [] }, pixels)).rejects.toThrow(UsageError);
  });

  it.each([0, 1.5, Number.NaN])("on %d threads", async (threads) => {
    await expect(openForward(architecture, pixels, { threads })).rejects.toThrow(
      new UsageError(`the number of threads is a whole number above 0, not ${threads}`),
    );
  });

  it("of networks that are not of the architecture, or whose activations are not known", async () => {
    const forward = await openForward(architecture, pixels, { threads: 1 });
    const narrow = matrix(weights.data, 3, weights.columns - 1);
    await expect(forward.ask(narrow, "relu")).rejects.toThrow(
      new RangeError(`networks of this architecture have ${weights.columns} weights, not ${narrow.columns}`),
    );
    await expect(forward.ask(weights, ["relu", "tanh"])).rejects.toThrow(RangeError);
    await expect(forward.ask(weights, "rleu" as Activation)).rejects.toThrow(
      "unknown activation 'rleu'; did you mean 'relu'",
    );
    await forward.close();
    await expect(forward.ask(weights, "relu")).rejects.toThrow(UsageError);
  });
});
