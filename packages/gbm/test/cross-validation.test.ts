import { CancelledError, matrix, RandomStream, UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { type BoosterParameters, crossValidate, trainBooster } from "../src/index.js";

const random = new RandomStream(4, "cross-validation");
const ROWS = 120;
const x = matrix(
  Float64Array.from({ length: 2 * ROWS }, () => random.uniform()),
  ROWS,
  2,
);
const y = Float64Array.from({ length: ROWS }, (_, row) => x.data[2 * row]! + 0.3 * random.uniform());
const SMALL = { num_leaves: 4, min_data_in_leaf: 5, metric: "l2,l1" };

describe("crossValidate", () => {
  it("measures each fold with the model of the others, and averages", async () => {
    const result = await crossValidate(x, y, SMALL, { folds: 3, rounds: 6 });
    expect(result.rounds).toHaveLength(6);
    expect(result.boosters).toHaveLength(3);
    const means = [0, 1, 2].map((fold) => {
      const held = Array.from(result.folds.keys()).filter((row) => result.folds[row] === fold);
      expect(held).toHaveLength(ROWS / 3);
      const predictions = result.boosters[fold]!.predict(x);
      return (
        held.reduce((sum, row) => sum + (predictions[row]! - Math.fround(y[row]!)) ** 2, 0) / held.length
      );
    });
    const mean = means.reduce((sum, value) => sum + value) / 3;
    expect(result.rounds[5]!.l2!.mean).toBeCloseTo(mean, 12);
    const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3);
    expect(result.rounds[5]!.l2!.standardDeviation).toBeCloseTo(deviation, 12);
    expect(Object.keys(result.rounds[0]!)).toEqual(["l2", "l1"]);
  });

  it("ends where the mean of the first metric no longer improves", async () => {
    const all = await crossValidate(x, y, SMALL, { rounds: 60 });
    const means = all.rounds.map(({ l2 }) => l2!.mean);
    const best = means.indexOf(Math.min(...means)) + 1;
    const stopped = await crossValidate(x, y, { ...SMALL, early_stopping_rounds: 5 }, { rounds: 60 });
    const end = stopped.rounds.length;
    expect(stopped.rounds).toEqual(all.rounds.slice(0, end));
    expect(all.bestIteration).toBe(best);
    expect(end === 60 || end === stopped.bestIteration + 5).toBe(true);
  });

  it("grows no more rounds than it needs to see that the mean no longer improves", async () => {
    const options = { rounds: 200, earlyStoppingRounds: 3 };
    const { rounds, boosters } = await crossValidate(x, y, { ...SMALL, learning_rate: 1 }, options);
    expect(rounds.length).toBeLessThan(200);
    for (const booster of boosters) expect(booster.rounds).toBeLessThanOrEqual(rounds.length);
  });

  it("ends all folds where one fails", async () => {
    const signal = AbortSignal.abort();
    await expect(crossValidate(x, y, SMALL, { earlyStoppingRounds: 3, signal })).rejects.toThrow(
      CancelledError,
    );
  });

  it("keeps shares of classes, or groups together", async () => {
    const classes = y.map((value) => (value > 0.9 ? 1 : 0));
    const positive = classes.reduce((sum, value) => sum + value);
    const stratified = await crossValidate(
      x,
      classes,
      { objective: "binary" },
      { rounds: 1, stratified: true },
    );
    for (let fold = 0; fold < 5; fold++) {
      const inFold = classes.filter((_, row) => stratified.folds[row] === fold);
      expect(Math.abs(inFold.reduce((sum, value) => sum + value, 0) - positive / 5)).toBeLessThanOrEqual(1);
      expect(inFold).toHaveLength(ROWS / 5);
    }
    const groups = Array.from({ length: ROWS }, (_, row) => `group ${row % 17}`);
    const grouped = await crossValidate(x, y, SMALL, { rounds: 1, groups, folds: 4 });
    for (let row = 17; row < ROWS; row++) expect(grouped.folds[row]).toBe(grouped.folds[row - 17]);
    expect(new Set(grouped.folds).size).toBe(4);
  });

  it("gives the same folds for the same seed, and takes weights", async () => {
    const folds = async (seed: number) => (await crossValidate(x, y, SMALL, { rounds: 1, seed })).folds;
    expect(await folds(1)).toEqual(await folds(1));
    expect(await folds(2)).not.toEqual(await folds(1));
    const weights = y.map((_, row) => 1 + (row % 3));
    const weighted = await crossValidate(x, y, SMALL, { rounds: 1, weights });
    const plain = await crossValidate(x, y, SMALL, { rounds: 1 });
    expect(weighted.rounds[0]!.l2).not.toEqual(plain.rounds[0]!.l2);
  });

  it("refuses folds that cannot be made", async () => {
    const fails = (options: object) => expect(crossValidate(x, y, SMALL, { rounds: 1, ...options })).rejects;
    await fails({ folds: 1 }).toThrow(new UsageError("folds is a whole number at least 2, not 1"));
    await fails({ folds: 200 }).toThrow("there are 120 rows for 200 folds");
    await fails({ groups: y.map(() => 1) }).toThrow("there are 1 groups for 5 folds");
    await fails({ groups: [1] }).toThrow("there are 120 targets, but groups has 1 entries");
    await fails({ groups: y, stratified: true }).toThrow("stratified and groups exclude each other");
    await fails({ fold: 3 }).toThrow("unknown option 'fold'");
  });
});

describe("going on from a model", () => {
  it("adds trees to those of the model, as if they had been trained at once", async () => {
    const parameters = { num_leaves: 4, min_data_in_leaf: 5 };
    const all = await trainBooster(x, y, parameters, { rounds: 10 });
    const first = await trainBooster(x, y, parameters, { rounds: 4 });
    const validation = { x, y };
    const losses: number[] = [];
    const onIteration = ({
      validation: scores,
    }: {
      validation: Readonly<Record<string, number>> | undefined;
    }) => losses.push(scores!.l2!);
    const both = await trainBooster(x, y, parameters, {
      rounds: 6,
      initialModel: first,
      validation,
      onIteration,
    });
    expect(both.rounds).toBe(10);
    expect(both.trees.slice(0, 4)).toEqual(first.trees);
    const [expected, found] = [all.predict(x), both.predict(x)];
    for (let row = 0; row < ROWS; row++) expect(found[row]).toBeCloseTo(expected[row]!, 9);
    const squares = found.reduce((sum, value, row) => sum + (value - Math.fround(y[row]!)) ** 2, 0);
    expect(losses.at(-1)).toBeCloseTo(squares / ROWS, 9);
  });

  it("starts from scores of the user's, which the model does not hold", async () => {
    const initialScores = y.map((value) => value / 2);
    const booster = await trainBooster(x, y, { min_data_in_leaf: 5 }, { rounds: 60, initialScores });
    const sums = booster.predict(x).map((value, row) => value + initialScores[row]!);
    const error = sums.reduce((sum, value, row) => sum + Math.abs(value - y[row]!), 0) / ROWS;
    expect(error).toBeLessThan(0.05);
    // The trees then fit the remaining half of each target.
    const left = y.reduce((sum, value) => sum + value, 0) / 2 / ROWS;
    expect(booster.predict(x).reduce((sum, value) => sum + value) / ROWS).toBeCloseTo(left, 2);
  });

  it("refuses a model or scores that do not fit", async () => {
    const first = await trainBooster(x, y, {}, { rounds: 1 });
    const fails = (options: object, parameters: BoosterParameters = {}) =>
      expect(trainBooster(x, y.fill(1), parameters, { rounds: 1, ...options })).rejects;
    await fails({ initialModel: first }, { objective: "multiclass", num_class: 3 }).toThrow(
      "initialModel has 1 scores a row, the objective 3",
    );
    await fails({ initialScores: [1] }).toThrow(
      "the x has 120 rows of 1 scores, but initialScores has 1 entries",
    );
    await fails({ initialScores: y.with(5, Number.NaN) }).toThrow(
      "row 5: the initial score NaN is not finite",
    );
    await fails({ initialModel: first, initialScores: y }).toThrow("exclude each other");
    await fails({ validation: { x, y, initialScores: y } }).toThrow("but the training set has none");
  });
});
