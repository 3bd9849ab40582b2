import { CancelledError, matrix } from "@weightcast/core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  compileFeatures,
  featureBatches,
  featureTable,
  fitFeatures,
  registerFeatureFamily,
} from "../src/index.js";
import { DENSE, twoRuns } from "./layouts.js";
import { askedBy, distance, opened, sums, trainingOn, zooOfTwo } from "./made-up-families.js";
import { MadeUpZoo } from "./made-up-zoo.js";

registerFeatureFamily(distance);

beforeEach(() => {
  opened.length = 0;
  askedBy.wait = async () => {};
});

describe("asked features", () => {
  const rowsOf = ({ rows }: MadeUpZoo) => Int32Array.from({ length: rows }, (_, row) => row % 2);
  const fit = async () =>
    (await fitFeatures("network-statistics+probes:distance-1", trainingOn(zooOfTwo(2)))).set;

  it.each([1, 2])("are computed block by block on %i threads, opened and closed once", async (threads) => {
    const set = await fit();
    const zoo = new MadeUpZoo(DENSE, 100, 7);
    askedBy.wait = () => new Promise((resolve) => setTimeout(resolve, 1));
    let taken = 0;
    for await (const { rows } of featureBatches(set, zoo, rowsOf(zoo), { threads })) {
      taken += rows.length;
      expect(zoo.blocksGiven).toBeLessThanOrEqual(Math.ceil(taken / 7) + 2);
    }
    expect(taken).toBe(100);
    expect(opened).toEqual([{ threads, closed: 1, computing: 0, blocks: 15 }]);
  });

  it("extract gives the same, and reads hyperparameters where there are any", async () => {
    const set = await fit();
    const zoo = zooOfTwo(2);
    const table = await featureTable(set, zoo, Int32Array.of(0, 1));
    const out = matrix(new Float64Array(18), 2, 9);
    await set.extract(zoo.weights, out, { hyperparameters: { metrics: twoRuns(), rows: [0, 1] } });
    expect(out.data).toEqual(table.matrix.data);
    await set.extract(zoo.weights, out);
    expect(out.data[8]).toBe(-out.data[7]!);
    expect(opened.map(({ threads, closed }) => [threads, closed]).slice(1)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it.each([1, 2])("an error comes through on %i threads, and the session is closed", async (threads) => {
    const set = await fit();
    const zoo = zooOfTwo(1);
    askedBy.wait = async () => {
      throw new Error("the images are gone");
    };
    await expect(featureTable(set, zoo, rowsOf(zoo), { threads })).rejects.toThrow("the images are gone");
    await expect(set.extract(zoo.weights, matrix(new Float64Array(18), 2, 9))).rejects.toThrow(
      "the images are gone",
    );
    expect(zoo.isClosed).toBe(true);
    expect(opened.map(({ closed }) => closed)).toEqual([1, 1]);
  });

  it("a session that cannot be opened closes those before it", async () => {
    registerFeatureFamily({
      ...sums,
      name: "closed",
      parse: () => ({ factor: 1 }),
      compile: () => ({
        kind: "asked",
        columns: ["closed"],
        open: () => Promise.reject(new Error("no memory")),
      }),
    });
    const { state } = await fitFeatures("probes:distance-1", trainingOn(zooOfTwo(2)));
    const set = compileFeatures("probes:distance-1+closed", DENSE, state);
    const zoo = zooOfTwo(1);
    await expect(featureTable(set, zoo, rowsOf(zoo))).rejects.toThrow("no memory");
    expect(opened.map(({ closed }) => closed)).toEqual([1]);
  });
});

describe("cancelling", () => {
  it.each([
    ["layer-statistics", 1],
    ["layer-statistics", 2],
    ["layer-statistics+probes:distance-2", 2],
  ])("stops %s on %i threads", async (name, threads) => {
    const { set } = await fitFeatures(name, trainingOn(zooOfTwo(2)));
    const zoo = new MadeUpZoo(DENSE, 1000, 10);
    const rows = Int32Array.from({ length: 1000 }, (_, row) => row % 2);
    const stop = new AbortController();
    const onProgress = vi.fn(({ done }: { readonly done: number }) => {
      if (done === 100) stop.abort();
    });
    const computing = featureTable(set, zoo, rows, { threads, signal: stop.signal, onProgress });
    await expect(computing).rejects.toThrow(CancelledError);
    expect(onProgress.mock.calls.length).toBeLessThanOrEqual(11);
    expect(zoo.isClosed).toBe(true);
    expect(opened.every(({ closed }) => closed === 1)).toBe(true);
  });

  it("before the start reads nothing", async () => {
    const zoo = zooOfTwo(1);
    const signal = AbortSignal.abort();
    const set = compileFeatures("weights", DENSE);
    await expect(featureTable(set, zoo, Int32Array.of(0), { signal })).rejects.toThrow(CancelledError);
    const out = matrix(new Float64Array(DENSE.parameters), 1, DENSE.parameters);
    const row = matrix(zoo.weights.data, 1, DENSE.parameters);
    await expect(set.extract(row, out, { signal })).rejects.toThrow(
      "the computation of features was cancelled",
    );
    expect(zoo.blocksGiven).toBe(0);
  });
});
