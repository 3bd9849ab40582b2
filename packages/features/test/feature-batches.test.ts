import { Worker } from "node:worker_threads";
import { matrix } from "@weightcast/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  compileFeatures,
  type FeatureBatch,
  type FeatureSet,
  featureBatches,
  featureTable,
} from "../src/index.js";
import { DENSE, layoutOf, SMALL_CNN } from "./layouts.js";
import { MadeUpZoo } from "./made-up-zoo.js";

const SET = "wstats-layers:0,1,2,3-qts:0,25,50,75,100+weights.0+wnorm-layers:1,3-l2";

/** The threads that were started: each begins as one that does not keep the process alive. */
const started = vi.spyOn(Worker.prototype, "unref");
const threads = () => Array.from(new Set(started.mock.contexts as unknown as Worker[]));
const threadsAtWork = () => threads().filter(({ threadId }) => threadId !== -1).length;
afterEach(() => started.mockClear());

function allRows({ rows }: MadeUpZoo): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

async function extractAll(set: FeatureSet, { weights }: MadeUpZoo): Promise<Float64Array> {
  const out = matrix(new Float64Array(weights.rows * set.columns.length), weights.rows, set.columns.length);
  await set.extract(weights, out);
  return out.data;
}

async function collect(batches: AsyncIterable<FeatureBatch>): Promise<FeatureBatch[]> {
  const all: FeatureBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

function joined(batches: readonly FeatureBatch[]): number[] {
  return batches.flatMap(({ matrix: { data } }) => Array.from(data));
}

describe.each([1, 2, 3])("on %i threads", (count) => {
  it.each([1, 60, 300])(
    "batches are what extract gives, in order, from blocks of %i rows",
    async (blockRows) => {
      const zoo = new MadeUpZoo(SMALL_CNN, 301, blockRows);
      zoo.weights.data[5 * SMALL_CNN.parameters + 4969] = Number.NaN;
      const set = compileFeatures(SET, SMALL_CNN);
      const batches = await collect(featureBatches(set, zoo, allRows(zoo), { threads: count }));
      expect(batches.map(({ rows }) => rows.length).slice(0, -1)).toEqual(
        Array(Math.ceil(301 / blockRows) - 1).fill(blockRows),
      );
      expect(batches.flatMap(({ rows }) => Array.from(rows))).toEqual(Array.from(allRows(zoo)));
      expect(batches.flatMap(({ finite }) => Array.from(finite))).toEqual(
        Array.from(allRows(zoo), (row) => (row === 5 ? 0 : 1)),
      );
      expect(joined(batches)).toEqual(Array.from(await extractAll(set, zoo)));
      expect(threads()).toHaveLength(count === 1 ? 0 : count);
      expect(threadsAtWork()).toBe(0);
    },
  );

  it("an iteration that is left reads no more, and stops", async () => {
    const zoo = new MadeUpZoo(SMALL_CNN, 1000, 10);
    const set = compileFeatures(SET, SMALL_CNN);
    for await (const { rows } of featureBatches(set, zoo, allRows(zoo), { threads: count })) {
      expect(rows[0]).toBe(0);
      break;
    }
    expect(zoo.isClosed).toBe(true);
    expect(zoo.blocksGiven).toBeLessThanOrEqual(3);
    expect(threadsAtWork()).toBe(0);
  });

  it("blocks are read only a few ahead of the batches that are taken", async () => {
    const zoo = new MadeUpZoo(SMALL_CNN, 1000, 10);
    const set = compileFeatures(SET, SMALL_CNN);
    let taken = 0;
    for await (const batch of featureBatches(set, zoo, allRows(zoo), { threads: count })) {
      taken++;
      expect(batch.rows[0]).toBe(10 * (taken - 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(zoo.blocksGiven).toBeLessThanOrEqual(taken + 2);
    }
    expect(taken).toBe(100);
  });

  it("an error of the zoo comes through, and threads stop", async () => {
    const zoo = new MadeUpZoo(SMALL_CNN, 1000, 10, 5);
    const set = compileFeatures(SET, SMALL_CNN);
    await expect(collect(featureBatches(set, zoo, allRows(zoo), { threads: count }))).rejects.toThrow(
      "the disk is gone",
    );
    expect(threadsAtWork()).toBe(0);
  });

  it("an error of the set comes through, and the zoo is closed", async () => {
    const zoo = new MadeUpZoo(SMALL_CNN, 100, 10);
    const set = compileFeatures(`${SET}+hyper.dropout`, SMALL_CNN);
    await expect(collect(featureBatches(set, zoo, allRows(zoo), { threads: count }))).rejects.toThrow(
      "row 2 of the metrics is out of range (0 to 1)",
    );
    expect(zoo.isClosed).toBe(true);
    expect(threadsAtWork()).toBe(0);
  });

  it("a zoo of another layout is refused", async () => {
    const zoo = new MadeUpZoo(DENSE, 100, 10);
    const set = compileFeatures(SET, SMALL_CNN);
    await expect(collect(featureBatches(set, zoo, allRows(zoo), { threads: count }))).rejects.toThrow(
      RangeError,
    );
    expect(threadsAtWork()).toBe(0);
  });

  it("a table in any order is the same", async () => {
    const zoo = new MadeUpZoo(SMALL_CNN, 100, 7);
    const set = compileFeatures(SET, SMALL_CNN);
    const rows = allRows(zoo).reverse();
    const table = await featureTable(set, zoo, rows, { threads: count });
    const width = set.columns.length;
    const expected = await extractAll(set, zoo);
    const reversed = Array.from(rows).flatMap((row) =>
      Array.from(expected.subarray(row * width, (row + 1) * width)),
    );
    expect(Array.from(table.matrix.data)).toEqual(reversed);
  });
});

it("what a thread that is lost leaves undone is done nevertheless", async () => {
  const zoo = new MadeUpZoo(SMALL_CNN, 2000, 100);
  const set = compileFeatures(SET, SMALL_CNN);
  const found: number[] = [];
  for await (const { rows, matrix } of featureBatches(set, zoo, allRows(zoo), { threads: 2 })) {
    // First one of them, then the other.
    if (rows[0] === 0) threads()[0]!.emit("error", new Error("lost"));
    if (rows[0] === 500) threads()[1]!.emit("error", new Error("lost"));
    found.push(...matrix.data);
  }
  expect(found).toEqual(Array.from(await extractAll(set, zoo)));
});

it("no thread is started for a few rows, nor where nothing is computed", async () => {
  const zoo = new MadeUpZoo(SMALL_CNN, 200, 100);
  await collect(featureBatches(compileFeatures(SET, SMALL_CNN), zoo, allRows(zoo)));
  await collect(featureBatches(compileFeatures("weights", SMALL_CNN), zoo, allRows(zoo), { threads: 2 }));
  expect(threads()).toHaveLength(0);
});

it("very long rows are computed on one thread", async () => {
  const layout = layoutOf([["dense/kernel:0", [2 ** 24]]]);
  const zoo = new MadeUpZoo(layout, 1, 1);
  const set = compileFeatures("wnorm-layers:0-l1", layout);
  const batches = await collect(featureBatches(set, zoo, allRows(zoo), { threads: 2 }));
  expect(joined(batches)).toEqual(Array.from(await extractAll(set, zoo)));
  expect(threads()).toHaveLength(0);
});

it("raw weights stay f32", async () => {
  const zoo = new MadeUpZoo(SMALL_CNN, 3, 2);
  const batches = await collect(featureBatches(compileFeatures("weights", SMALL_CNN), zoo, allRows(zoo)));
  expect(batches[0]!.matrix.data).toBeInstanceOf(Float32Array);
  expect(joined(batches)).toEqual(Array.from(zoo.weights.data));
});

it("no rows give no batches", async () => {
  const zoo = new MadeUpZoo(SMALL_CNN, 3, 2);
  const set = compileFeatures(SET, SMALL_CNN);
  expect(await collect(featureBatches(set, zoo, new Int32Array(0), { threads: 2 }))).toEqual([]);
  expect(threadsAtWork()).toBe(0);
});

it.each([0, 1.5, Number.NaN])("%d threads are refused", async (count) => {
  const zoo = new MadeUpZoo(SMALL_CNN, 3, 2);
  const set = compileFeatures(SET, SMALL_CNN);
  await expect(collect(featureBatches(set, zoo, allRows(zoo), { threads: count }))).rejects.toThrow(
    `${count} threads were asked for`,
  );
});
