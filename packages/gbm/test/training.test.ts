import { CancelledError, InputError, type Matrix, matrix, RandomStream, UsageError } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BoosterParameters,
  type TrainingOptions,
  type TrainingState,
  trainBooster,
} from "../src/index.js";

const SMALL: BoosterParameters = { num_leaves: 7, min_data_in_leaf: 5 };

/** y is the sum of the columns, the first one squared. */
function example(rows: number, columns: number): { x: Matrix<Float64Array>; y: Float64Array } {
  const random = new RandomStream(1, "example");
  const x = matrix(
    Float64Array.from({ length: rows * columns }, () => random.uniform() - 0.5),
    rows,
    columns,
  );
  const y = Float64Array.from({ length: rows }, (_, row) =>
    x.data
      .subarray(row * columns, (row + 1) * columns)
      .reduce((sum, value, i) => sum + (i === 0 ? value ** 2 : value), 0),
  );
  return { x, y };
}

function train(parameters: BoosterParameters = {}, options: Partial<TrainingOptions> = {}) {
  const { x, y } = example(200, 3);
  return trainBooster(x, y, { ...SMALL, ...parameters }, { rounds: 5, ...options });
}

describe("trainBooster", () => {
  it("fits the targets", async () => {
    const { x, y } = example(500, 3);
    const booster = await trainBooster(x, y, SMALL, { rounds: 200 });
    const errors = booster.predict(x).map((prediction, row) => (prediction - y[row]!) ** 2);
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error) / 500)).toBeLessThan(0.03);
  });

  it("gives the same model for the same seed, another for another", async () => {
    const sampled = { bagging_fraction: 0.5, bagging_freq: 1, feature_fraction: 0.7 };
    const text = async (seed: number) => (await train({ ...sampled, seed })).toText();
    expect(await text(1)).toBe(await text(1));
    expect(await text(2)).not.toBe(await text(1));
  });

  it("reads views with a stride as what they show", async () => {
    const { x, y } = example(100, 4);
    const view = matrix(x.data, 100, 3, 4);
    const packed = matrix(
      x.data.filter((_, i) => i % 4 !== 3),
      100,
      3,
    );
    const fromView = await trainBooster(view, y, SMALL, { rounds: 3 });
    expect(fromView.toText()).toBe((await trainBooster(packed, y, SMALL, { rounds: 3 })).toText());
    expect(fromView.predict(view)).toEqual(fromView.predict(packed));
  });

  it("reads f32 as the f64 numbers that they are", async () => {
    const { x, y } = example(100, 3);
    const f32 = matrix(Float32Array.from(x.data), 100, 3);
    const f64 = matrix(Float64Array.from(f32.data), 100, 3);
    const boosters = await Promise.all([f32, f64].map((data) => trainBooster(data, y, SMALL, { rounds: 3 })));
    expect(boosters[0]!.toText()).toBe(boosters[1]!.toText());
    expect(boosters[0]!.predict(f32)).toEqual(boosters[1]!.predict(f64));
  });

  it("predicts the mean where nothing can be split", async () => {
    const { x, y } = example(20, 2);
    const booster = await trainBooster(x, y, { min_data_in_leaf: 11 }, { rounds: 10 });
    expect(booster.trees).toHaveLength(1);
    const mean = Float32Array.from(y).reduce((sum, value) => sum + value, 0) / 20;
    for (const prediction of booster.predict(x)) expect(prediction).toBeCloseTo(mean, 6);
  });

  it("keeps growing when one draw of rows and features finds no split", async () => {
    const { y } = example(60, 1);
    // One column of two tells something.
    const x = matrix(
      Float64Array.from({ length: 120 }, (_, i) => (i % 2 === 0 ? i % 4 : y[(i - 1) / 2]!)),
      60,
      2,
    );
    const parameters = { feature_fraction: 0.5, min_data_in_leaf: 5, min_gain_to_split: 0.05 };
    const states: number[] = [];
    const booster = await trainBooster(x, y, parameters, {
      rounds: 20,
      onIteration: ({ iteration }) => states.push(iteration),
    });
    expect(states).toHaveLength(20);
    expect(booster.trees.length).toBeGreaterThan(1);
    expect(booster.trees.length).toBeLessThan(20);
  });

  it("takes infinities as LightGBM does: the positive one shares the bin of the largest value", async () => {
    const values = [Number.NEGATIVE_INFINITY, -1, 1, Number.POSITIVE_INFINITY];
    const x = matrix(
      Float64Array.from({ length: 40 }, (_, row) => values[row % 4]!),
      40,
      1,
    );
    const y = Float64Array.from({ length: 40 }, (_, row) => row % 4);
    const parameters = { min_data_in_leaf: 1, learning_rate: 1 };
    const booster = await trainBooster(x, y, parameters, { rounds: 1 });
    const expected = [0, 1, 2.5, 2.5];
    for (const [row, prediction] of booster.predict(x).entries()) {
      expect(prediction).toBeCloseTo(expected[row % 4]!, 6);
    }
    expect(booster.toText()).toContain("feature_infos=[-inf:inf]");
  });

  it.each([
    { bagging_fraction: 0.7, bagging_freq: 1, feature_fraction: 0.6, max_bin: 300 },
    { objective: "quantile", alpha: 0.3 },
    { objective: "cross_entropy" },
  ])("gives the same model on any number of threads with %o", async (parameters) => {
    const { x, y } = example(3000, 9);
    const targets = y.map((target) => Math.abs(target) % 1);
    const text = async (threads: number | undefined) =>
      (await trainBooster(x, targets, parameters, { rounds: 10, threads })).toText();
    const expected = await text(1);
    for (const threads of [2, 3, undefined]) expect(await text(threads)).toBe(expected);
  });

  it("counts a row of weight 2 as two rows of weight 1", async () => {
    const { x, y } = example(60, 2);
    const doubled = matrix(Float64Array.from([...x.data, ...x.data]), 120, 2);
    const parameters = { min_data_in_leaf: 1, num_leaves: 4, min_data_in_bin: 1 };
    const weighted = await trainBooster(x, y, parameters, {
      rounds: 5,
      weights: new Float64Array(60).fill(2),
    });
    const twice = await trainBooster(doubled, [...y, ...y], parameters, { rounds: 5 });
    for (const [row, prediction] of weighted.predict(x).entries()) {
      expect(prediction).toBeCloseTo(twice.predict(x)[row]!, 6);
    }
  });

  it("predicts quantiles: that share of the targets lies below", async () => {
    const { x } = example(2000, 2);
    const random = new RandomStream(5, "targets");
    const y = Float64Array.from({ length: 2000 }, () => random.uniform());
    const parameters = { objective: "quantile", alpha: 0.8, num_leaves: 4, learning_rate: 0.05 };
    const predictions = (await trainBooster(x, y, parameters, { rounds: 20 })).predict(x);
    const below = y.filter((target, row) => target <= predictions[row]!).length;
    expect(below / 2000).toBeCloseTo(0.8, 1);
  });

  it("predicts probabilities with the cross entropy", async () => {
    const { x, y } = example(500, 3);
    const targets = y.map((target) => 1 / (1 + Math.exp(-4 * target)));
    const parameters = { ...SMALL, objective: "cross_entropy" };
    const booster = await trainBooster(x, targets, parameters, { rounds: 100 });
    for (const [row, prediction] of booster.predict(x).entries()) {
      expect(Math.abs(prediction - targets[row]!)).toBeLessThan(0.2);
      expect(prediction).toBeGreaterThan(0);
      expect(prediction).toBeLessThan(1);
    }
  });

  it("finds the best first split: the one that a search of all values finds", async () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN));
    const row = fc.tuple(value, value, fc.integer({ min: -9, max: 9 }));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 4, maxLength: 40 }), async (rows) => {
        const x = matrix(Float64Array.from(rows.flat()), rows.length, 2, 3);
        const y = rows.map(([, , target]) => target);
        const parameters = {
          num_leaves: 2,
          min_data_in_leaf: 1,
          min_data_in_bin: 1,
          min_sum_hessian_in_leaf: 0,
        };
        const [tree] = (await trainBooster(x, y, parameters, { rounds: 1 })).trees;
        // f32 gradients of a mean that is no f32 number round.
        expect(tree!.splitGain[0] ?? 0).toBeCloseTo(bestGain(rows), 3);
      }),
      { numRuns: 300 },
    );
  });
});

/** By how much the best threshold on the first two columns lowers the sum of squared errors of the third. */
function bestGain(rows: readonly (readonly number[])[]): number {
  const mean = rows.reduce((sum, row) => sum + row[2]!, 0) / rows.length;
  let best = 0;
  for (const column of [0, 1]) {
    for (const threshold of [-3, -2, -1, 0, 1, 2, Number.POSITIVE_INFINITY]) {
      for (const missingLeft of [true, false]) {
        const isLeft = (value: number) => (Number.isNaN(value) ? missingLeft : value <= threshold);
        const left = rows.filter((row) => isLeft(row[column]!));
        if (left.length === 0 || left.length === rows.length) continue;
        const gradient = left.reduce((sum, row) => sum + row[2]! - mean, 0);
        best = Math.max(best, gradient ** 2 / left.length + gradient ** 2 / (rows.length - left.length));
      }
    }
  }
  return best;
}

describe("early stopping", () => {
  it("keeps the trees up to the best round and says how each went", async () => {
    const { x } = example(200, 3);
    const noise = new RandomStream(2, "noise");
    const y = Float64Array.from({ length: 200 }, () => noise.uniform());
    const states: TrainingState[] = [];
    const booster = await trainBooster(x, y, SMALL, {
      rounds: 100,
      validation: { x: example(100, 3).x, y: new Float64Array(100).fill(0.5) },
      earlyStoppingRounds: 4,
      onIteration: (state) => states.push(state),
    });
    const errors = states.map(({ validation }) => validation!.l2!);
    const best = errors.indexOf(Math.min(...errors));
    expect(booster.trees).toHaveLength(best + 1);
    expect(states).toHaveLength(best + 1 + 4);
    expect(states.map(({ iteration, rounds }) => [iteration, rounds])).toEqual(
      states.map((_, i) => [i + 1, 100]),
    );
  });

  it("needs a validation set", async () => {
    await expect(train({}, { earlyStoppingRounds: 5 })).rejects.toThrow(
      new UsageError("earlyStoppingRounds needs a validation set"),
    );
  });

  it("measures several metrics, of which the first decides", async () => {
    const { x } = example(200, 3);
    const noise = new RandomStream(2, "noise");
    const y = Float64Array.from({ length: 200 }, () => noise.uniform() ** 3);
    const errors = async (metric: string[]) => {
      const states: TrainingState[] = [];
      const validation = { x: example(100, 3).x, y: y.subarray(100), weights: y.subarray(100) };
      const options = { rounds: 100, validation, earlyStoppingRounds: 4 };
      const onIteration = (state: TrainingState) => states.push(state);
      await trainBooster(x, y, { ...SMALL, metric }, { ...options, onIteration });
      expect(Object.keys(states[0]!.validation!)).toEqual(metric);
      return states.map((state) => state.validation![metric[0] as "l1" | "l2"]!);
    };
    for (const metric of [
      ["l1", "l2"],
      ["l2", "l1"],
    ]) {
      const first = await errors(metric);
      expect(first.indexOf(Math.min(...first))).toBe(first.length - 1 - 4);
    }
  });

  it("reports the error but keeps all trees where it is not asked to stop", async () => {
    const errors: (number | undefined)[] = [];
    const booster = await train(
      {},
      { validation: example(50, 3), onIteration: (state) => errors.push(state.validation?.l2) },
    );
    expect(booster.trees).toHaveLength(5);
    expect(errors.every((error) => error !== undefined && error > 0)).toBe(true);
  });
});

describe("cancelling", () => {
  it("stops between trees with a CancelledError that keeps the reason", async () => {
    const controller = new AbortController();
    let rounds = 0;
    const training = train(
      {},
      {
        rounds: 1000,
        signal: controller.signal,
        onIteration: ({ iteration }) => {
          rounds = iteration;
          if (iteration === 3) controller.abort("enough");
        },
      },
    );
    await expect(training).rejects.toThrow(CancelledError);
    await expect(training).rejects.toHaveProperty("cause", "enough");
    expect(rounds).toBe(3);
  });

  it("lets the event loop run, so that a timer can cancel", async () => {
    const signal = AbortSignal.timeout(20);
    await expect(train({}, { rounds: 1e6, signal })).rejects.toThrow(CancelledError);
  });
});

describe("wrong input", () => {
  const { x, y } = example(10, 3);
  const fails = (input: Matrix, targets: ArrayLike<number>, options: Partial<TrainingOptions> = {}) =>
    expect(trainBooster(input, targets, {}, { rounds: 1, ...options })).rejects;

  it("is an error that says what and where", async () => {
    await fails(matrix(new Float64Array(0), 0, 3), []).toThrow(
      new InputError("the x is empty: 0 rows, 3 columns"),
    );
    await fails(x, y.subarray(1)).toThrow(new UsageError("the x has 10 rows, but y has 9 entries"));
    const holed = y.with(4, Number.NaN);
    await fails(x, holed).toThrow("row 4: the target NaN is not a finite f32 number");
    await fails(x, y.with(2, 1e39)).toThrow("row 2: the target 1e+39 is not a finite f32 number");
    await fails(x, y, { validation: { x, y: holed } }).toThrow("row 4: the validation target NaN");
    await fails(x, y, { validation: { x: matrix(x.data, 10, 2, 3), y } }).toThrow(
      "the validation set has 2 columns, the training set 3",
    );
    await fails(x, y, { weights: [1] }).toThrow("the x has 10 rows, but weights has 1 entries");
    await fails(x, y, { weights: y.fill(0.5).with(3, -1) }).toThrow("row 3: the weight -1 is not a finite");
    await fails(x, y, { weights: y.map(() => 0) }).toThrow("the weights are all 0");
    await fails(x, y, { threads: 0 }).toThrow("threads is a whole number at least 1, not 0");
    const shares = trainBooster(x, y.with(6, 1.5), { objective: "cross_entropy" }, { rounds: 1 });
    await expect(shares).rejects.toThrow("row 6: the target 1.5 is not in [0, 1]");
    await fails(x, y, { rounds: 0 }).toThrow("rounds is a whole number at least 1, not 0");
    await fails(x, y, { featureNames: ["a", "b"] }).toThrow("there are 2 feature names for 3 columns");
    await fails(x, y, { featureNames: ["a", "b c", "d"] }).toThrow("the feature name 'b c'");
  });

  it("is found before any work is done", async () => {
    await expect(trainBooster(x, y, { num_leafs: 3 }, { rounds: 1 })).rejects.toThrow(
      "unknown parameter 'num_leafs'; did you mean 'num_leaf'?",
    );
  });
});
