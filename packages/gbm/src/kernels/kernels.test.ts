import { matrix, RandomStream } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binOf, findBins } from "../../test/twin/bin-mapper.js";
import { addToHistogram, deriveMostFrequentBin, subtractHistogram } from "../../test/twin/histogram.js";
import { partitionRows } from "../../test/twin/row-partition.js";
import { SplitSearch } from "../../test/twin/split-search.js";
import { type BinnedFeature, binMatrix } from "../data/binned-matrix.js";
import { BoostingMemory } from "../growth/boosting-memory.js";
import { EPSILON } from "../growth/split-candidate.js";
import { resolveParameters } from "../parameters/resolve.js";

/** Numbers of every kind: ties, zeros, missing ones, neighbours. */
const value = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ min: -10, max: 10 }),
  fc.double(),
  fc.constantFrom(Number.NaN, 0, -0, 1e-36, -1e-36, 1 + Number.EPSILON, Number.POSITIVE_INFINITY),
);

async function bin(
  memory: BoostingMemory,
  values: Float32Array | Float64Array,
  parameters: Record<string, number>,
  threads: number,
) {
  const x = matrix(values, values.length / 2, 2);
  const resolved = resolveParameters({ min_data_in_leaf: 1, ...parameters });
  const data = await binMatrix(memory, x, [x], resolved, [], 1, threads, async () => {});
  data.threads.stop();
  return data;
}

describe.each([
  ["f32", Float32Array],
  ["f64", Float64Array],
] as const)("the binning kernel on %s", (_, Values) => {
  it("does what its twin does", async () => {
    const columns = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 300 });
    const bins = fc.oneof(fc.integer({ min: 2, max: 12 }), fc.constantFrom(255, 300));
    const memory = new BoostingMemory(false);
    await fc.assert(
      fc.asyncProperty(columns, bins, fc.integer({ min: 1, max: 4 }), async (rows, maxBins, minDataInBin) => {
        memory.clear();
        const values = Values.from(rows.flat());
        const settings = { max_bin: maxBins, min_data_in_bin: minDataInBin };
        const data = await bin(memory, values, settings, 1);
        for (const index of [0, 1]) {
          const column = values.filter((_, i) => i % 2 === index);
          const twin = findBins(column.slice(), { maxBins, minDataInBin, minDataInSide: 1 });
          const ours = data.features.find((feature) => feature.index === index);
          expect(ours).toEqual(twin && { index, ...twin });
          if (twin === undefined) continue;
          const expected = Array.from(column, (v) => binOf(v, twin.upperBounds, twin.hasMissingBin));
          for (const { start } of [data.training, data.held]) {
            const at = start + index * column.length * (data.isWide ? 2 : 1);
            const found = data.isWide
              ? new Uint16Array(memory.memory.buffer, at, column.length)
              : memory.u8(at, column.length);
            expect(Array.from(found)).toEqual(expected);
          }
        }
      }),
      {
        numRuns: 400,
        examples: [
          [
            [
              [0, Number.MAX_VALUE],
              [0, Number.NaN],
              [0, Number.POSITIVE_INFINITY],
            ],
            255,
            1,
          ],
        ],
      },
    );
  });
});

it("binning finds the same on any number of threads", async () => {
  const random = new RandomStream(1, "columns");
  const values = Float64Array.from({ length: 20_000 }, () => random.uniform());
  const [one, two] = [new BoostingMemory(false), new BoostingMemory(true)];
  const [alone, together] = [await bin(one, values, {}, 1), await bin(two, values, {}, 3)];
  expect(together.features).toEqual(alone.features);
  expect(Array.from(two.u8(together.training.start, 20_000))).toEqual(
    Array.from(one.u8(alone.training.start, 20_000)),
  );
});

describe.each([false, true])("the partition kernel, two bytes a bin: %s", (isWide) => {
  it("does what its twin does", () => {
    const memory = new BoostingMemory(false);
    const bin = fc.nat({ max: 5 });
    fc.assert(
      fc.property(fc.array(bin, { maxLength: 100 }), fc.nat({ max: 5 }), bin, (bins, threshold, missing) => {
        memory.clear();
        const columns = isWide ? Uint16Array.from(bins) : Uint8Array.from(bins);
        const rows = Int32Array.from(bins.keys()).filter((row) => row % 3 !== 1);
        const [at, spare, column] = [rows, rows, columns].map(({ byteLength }) =>
          memory.allocate(byteLength),
        );
        memory.u8(column!, columns.byteLength).set(new Uint8Array(columns.buffer));
        memory.i32(at!, rows.length).set(rows);
        const left = memory.kernels.partition(
          isWide,
          at!,
          spare!,
          rows.length,
          column!,
          threshold,
          missing - 1,
        );
        const expected = partitionRows(rows, columns, threshold, missing - 1);
        expect(left).toBe(expected.left.length);
        expect(Array.from(memory.i32(at!, rows.length))).toEqual([...expected.left, ...expected.right]);
      }),
    );
  });
});

describe("rows that are worth several threads", () => {
  const count = 70_001;
  const random = new RandomStream(0, "blocks");
  const rows = Int32Array.from({ length: count }, (_, i) => 2 * i + random.below(2));
  const load = () => {
    const memory = new BoostingMemory(true);
    const at = memory.allocate(rows.byteLength);
    memory.i32(at, count).set(rows);
    return { memory, at };
  };

  it.each([false, true])("are divided as by the twin, two bytes a bin: %s", (isWide) => {
    const { memory, at } = load();
    const values = Array.from({ length: 2 * count }, (_, row) => (row < 60_000 ? 0 : random.below(6)));
    const bins = isWide ? Uint16Array.from(values) : Uint8Array.from(values);
    const [spare, column] = [memory.allocate(8 * count), memory.allocate(bins.byteLength)];
    memory.u8(column, bins.byteLength).set(new Uint8Array(bins.buffer));
    const left = memory.kernels.partition(isWide, at, spare, count, column, 2, 4);
    const expected = partitionRows(rows, bins, 2, 4);
    expect(left).toBe(expected.left.length);
    expect(memory.i32(at, count)).toEqual(Int32Array.from([...expected.left, ...expected.right]));
  });

  it("have their pairs ordered and a value added to their scores", () => {
    const { memory, at } = load();
    const [pairs, ordered, scores] = [16 * count, 8 * count, 16 * count].map((bytes) =>
      memory.allocate(bytes),
    );
    const numbers = Float64Array.from({ length: 2 * count }, () => random.uniform());
    memory.f64(pairs!, numbers.length).set(numbers);
    memory.f64(scores!, numbers.length).set(numbers);
    memory.kernels.orderPairs(pairs!, at, count, ordered!);
    memory.kernels.addLeafValue(scores!, at, count, 1);
    expect(memory.f64(ordered!, count)).toEqual(Float64Array.from(rows, (row) => numbers[row]!));
    const chosen = new Set(rows);
    expect(memory.f64(scores!, numbers.length)).toEqual(
      numbers.map((number, row) => (chosen.has(row) ? number + 1 : number)),
    );
  });
});

/** The number of features: so that there are blocks of four, one that is divided between two threads, and a rest. */
const FEATURES = 9;

/** Features with random bins, and random gradients. */
function randomLeaf(seed: number, isConstant: boolean) {
  const random = new RandomStream(seed, "leaf");
  const rows = 1 + random.below(200);
  const features = Array.from({ length: FEATURES }, (_, index): BinnedFeature & { bins: Uint8Array } => {
    const binCount = 2 + random.below(9);
    return {
      index,
      upperBounds: new Float64Array(binCount),
      hasMissingBin: random.below(2) === 1,
      mostFrequentBin: random.below(binCount),
      least: 0,
      most: 0,
      bins: Uint8Array.from({ length: rows }, () => random.below(binCount)),
    };
  });
  const pairs = Float32Array.from({ length: 2 * rows }, (_, i) =>
    i % 2 === 0 ? random.uniform() - 0.5 : isConstant ? 1 : random.uniform(),
  );
  const left = Int32Array.from({ length: rows }, (_, row) => row).filter(() => random.below(3) === 0);
  return { rows, features, pairs, left };
}

function sumsOf(pairs: Float32Array, rows: Iterable<number>) {
  let [gradient, hessian, count] = [0, 0, 0];
  for (const row of rows) {
    gradient += pairs[2 * row]!;
    hessian += pairs[2 * row + 1]!;
    count++;
  }
  return { gradient, hessian, count };
}

it.each([1, 2])("histograms and splits are those of their twins, with %i threads", async (threads) => {
  const rules = {
    lambda_l1: 0.1,
    lambda_l2: 0.5,
    min_gain_to_split: 0.01,
    min_data_in_leaf: 2,
    min_sum_hessian_in_leaf: 0.5,
  };
  for (let seed = 0; seed < 300; seed++) {
    const { rows, features, pairs, left } = randomLeaf(seed, seed % 2 === 0);
    const memory = new BoostingMemory(threads > 1);
    const { kernels } = memory;
    const starts = features.map(({ upperBounds }) => upperBounds.length);
    const place = (slot: number) => starts.slice(0, slot).reduce((sum, bins) => sum + 16 * bins, 0);
    const flags = place(FEATURES);
    const table = memory.allocate(FEATURES * kernels.featureBytes());
    const candidates = memory.allocate(2 * FEATURES * kernels.candidateBytes());
    kernels.setTree(false, table, FEATURES, memory.allocate(4 * FEATURES), candidates, flags);
    kernels.setRules(0.1, 0.5, 0.01, 0.5, 2, seed % 2 === 0);
    kernels.setConstraints(true, false, false, 0, 0);
    const columns = features.map(({ bins }) => {
      const start = memory.allocate(rows);
      memory.u8(start, rows).set(bins);
      return start;
    });
    for (const [slot, { upperBounds, mostFrequentBin, hasMissingBin }] of features.entries()) {
      kernels.setFeature(
        slot,
        columns[slot]!,
        place(slot),
        upperBounds.length,
        mostFrequentBin,
        hasMissingBin,
        -1,
      );
    }
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const right = all.filter((row) => !left.includes(row));
    const [parent, child] = [memory.allocate(flags + FEATURES), memory.allocate(flags + FEATURES)];
    const [rowsAt, pairsAt, ordered, best] = [4, 8, 8, 8].map((size) => memory.allocate(size * (rows + 4)));
    memory.f32(pairsAt!, pairs.length).set(pairs);

    const twins = { parent: new Float64Array(flags / 8), child: new Float64Array(flags / 8) };
    const search = new SplitSearch(rules);
    const compare = (name: "parent" | "child", leaf: ReturnType<typeof sumsOf>, slotFound: number) => {
      const tried = features.map((feature, slot) =>
        search.search(twins[name], place(slot) / 8, feature, slot, leaf),
      );
      const found = tried.filter((split) => split !== undefined);
      const expected = found.find(({ gain }) => gain === Math.max(...found.map((split) => split.gain)));
      expect(slotFound).toBe(expected?.slot ?? -1);
      if (expected === undefined) return;
      const [gain, gradient, hessian] = memory.f64(best!, 3);
      const [threshold, missingLeft] = memory.i32(best! + 24, 2);
      expect({ gain, gradient, hessian: hessian! - EPSILON, threshold, missingLeft }).toEqual({
        gain: expected.gain,
        gradient: expected.left.gradient,
        hessian: expected.left.hessian,
        threshold: expected.thresholdBin,
        missingLeft: expected.missingLeft ? 1 : 0,
      });
    };

    const root = sumsOf(pairs, all);
    memory.i32(rowsAt!, rows).set(all);
    memory.u8(parent + flags, FEATURES).fill(1);
    kernels.setSmaller(root.gradient, root.hessian, rows, parent, true);
    kernels.setLarger(0, 0, 0, 0, false);
    kernels.examineLeaves(rowsAt!, pairsAt!);
    for (const [slot, feature] of features.entries()) {
      addToHistogram(twins.parent, place(slot) / 8, feature.bins, all, pairs);
      deriveMostFrequentBin(twins.parent, place(slot) / 8, feature, root.gradient, root.hessian);
    }
    expect(Array.from(memory.f64(parent, flags / 8))).toEqual(Array.from(twins.parent));
    compare("parent", root, kernels.bestOfSmaller(best!));

    memory.u8(parent + flags, FEATURES).fill(1);
    memory.i32(rowsAt!, left.length).set(left);
    const [small, large] = [sumsOf(pairs, left), sumsOf(pairs, right)];
    kernels.orderPairs(pairsAt!, rowsAt!, left.length, ordered!);
    kernels.setSmaller(small.gradient, small.hessian, small.count, child, true);
    kernels.setLarger(large.gradient, large.hessian, large.count, parent, true);
    kernels.examineLeaves(rowsAt!, ordered!);
    for (const [slot, feature] of features.entries()) {
      addToHistogram(twins.child, place(slot) / 8, feature.bins, left, pairs);
      deriveMostFrequentBin(twins.child, place(slot) / 8, feature, small.gradient, small.hessian);
    }
    subtractHistogram(twins.parent, twins.child, 0, flags / 8);
    expect(Array.from(memory.f64(child, flags / 8))).toEqual(Array.from(twins.child));
    expect(Array.from(memory.f64(parent, flags / 8))).toEqual(Array.from(twins.parent));
    compare("child", small, kernels.bestOfSmaller(best!));
    compare("parent", large, kernels.bestOfLarger(best!));
  }
});
