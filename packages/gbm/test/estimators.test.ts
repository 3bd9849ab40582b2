import { matrix, UsageError } from "@weightcast/core";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type ArrowTable,
  type ClassifierParameters,
  type EstimatorParameters,
  GBMClassifier,
  GBMRanker,
  GBMRegressor,
  type RankerFitOptions,
  type Rows,
  trainBooster,
} from "../src/index.js";

const COUNT = 200;
const TOWNS = ["Ulm", "Bonn", "Graz", "Wien"];
const SMALL: EstimatorParameters = { numLeaves: 5, minDataInLeaf: 5, nEstimators: 20, minDataPerGroup: 5 };

const cells = Array.from({ length: COUNT }, (_, i) => ({
  size: i % 11 === 0 ? null : Math.sin(i * i),
  age: i % 7,
  town: TOWNS[(i * i) % 4]!,
}));
const numbers = cells.map(({ size, age }) => [size ?? Number.NaN, age]);
const y = cells.map(({ size, age, town }) => (size ?? 0) + age / 7 + TOWNS.indexOf(town));
const shortTowns = y.map((value) => (value > 2.5 ? "large" : value > 1 ? "middling" : "small"));

const arrow: ArrowTable = {
  numRows: COUNT,
  schema: { fields: [{ name: "town" }, { name: "size" }, { name: "age" }] },
  getChildAt: (index) => ({ get: (row) => cells[row]![(["town", "size", "age"] as const)[index]!] }),
};

describe("GBMRegressor", () => {
  it("fits what trainBooster trains, from rows of any form", async () => {
    const flat = Float64Array.from(numbers.flat());
    const x = matrix(flat, COUNT, 2);
    const columns = Float64Array.from([...numbers.map(([size]) => size!), ...numbers.map(([, age]) => age!)]);
    const expected = (
      await trainBooster(x, y, { num_leaves: 5, min_data_in_leaf: 5 }, { rounds: 20 })
    ).predict(x);
    const forms: Rows[] = [
      x,
      numbers,
      numbers.map(([size, age]) => [Number.isNaN(size) ? null : size!, age!]),
      { data: flat, rows: COUNT, columns: 2 },
      { data: columns, rows: COUNT, columns: 2, order: "columns" },
      cells.map(({ size, age }) => ({ size, age })),
    ];
    for (const form of forms) {
      const regressor = await new GBMRegressor(SMALL).fit(form, y);
      expect(regressor.predict(form)).toEqual(expected);
    }
  });

  it("takes columns of texts for categories, by name, in objects and in tables", async () => {
    const regressor = await new GBMRegressor(SMALL).fit(cells, y);
    expect(regressor.booster.featureNames).toEqual(["size", "age", "town"]);
    const errors = regressor.predict(cells).map((prediction, row) => Math.abs(prediction - y[row]!));
    expect(errors.reduce((sum, error) => sum + error) / COUNT).toBeLessThan(0.3);
    expect(regressor.booster.trees.some(({ categories }) => categories !== undefined)).toBe(true);
    const ofTable = await new GBMRegressor(SMALL).fit(arrow, y);
    expect(ofTable.booster.featureNames).toEqual(["town", "size", "age"]);
    const reordered = cells.map(({ age, town, size }) => ({ town, age, size }));
    expect(regressor.predict(reordered)).toEqual(regressor.predict(cells));
    expect(regressor.predict(arrow)).toEqual(regressor.predict(cells));
    const unseen = regressor.predict([{ size: 0, age: 1, town: "Rom" }]);
    expect(unseen).toEqual(regressor.predict([{ size: 0, age: 1, town: null }]));
  });

  it("takes LightGBM's names and aliases, and its own objective, validation and importances", async () => {
    const rounds: number[] = [];
    const regressor = await new GBMRegressor({ ...SMALL, reg_lambda: 1, loss: "quantile", alpha: 0.9 }).fit(
      numbers,
      y,
      {
        validation: { x: numbers.slice(0, 50), y: y.slice(0, 50) },
        earlyStoppingRounds: 3,
        onIteration: ({ iteration }) => rounds.push(iteration),
      },
    );
    expect(regressor.booster.objective).toBe("quantile");
    expect(regressor.booster.bestIteration).toBe(regressor.booster.rounds);
    expect(rounds.length).toBeGreaterThanOrEqual(regressor.booster.rounds);
    expect(regressor.featureImportance("split").every((count) => count > 0)).toBe(true);
    expect(regressor.predictContributions(numbers.slice(0, 4))).toHaveLength(4 * 3);
    const again = GBMRegressor.fromText(regressor.toText());
    expect(again.predict(numbers)).toEqual(regressor.predict(numbers));
  });

  it("says what is wrong with rows", async () => {
    const regressor = new GBMRegressor(SMALL);
    expect(() => regressor.predict(numbers)).toThrow(
      new UsageError("the model is not fitted yet; call fit first"),
    );
    await expect(regressor.fit([...numbers, [1]], [...y, 1])).rejects.toThrow(
      `row ${COUNT}: there are 1 cells, but row 0 has 2`,
    );
    const mixed = cells.map((cell, i) => ({ ...cell, town: i === 3 ? 7 : cell.town }));
    await expect(regressor.fit(mixed, y)).rejects.toThrow(
      "row 3, column town: 7 stands in a column of texts",
    );
    await regressor.fit(cells, y);
    expect(() => regressor.predict([[1, 2]])).toThrow("x has 2 columns, but the model was trained with 3");
    expect(() => regressor.predict([{ size: "large", age: 1, town: "Ulm" }])).toThrow(
      "row 0, column size: 'large' is not a number",
    );
    expect(() => regressor.predict([1, 2, 3] as unknown as Rows)).toThrow(
      "x is an array of numbers, not of rows; a single row is [row]",
    );
    expect(() => regressor.predict([{ size: 1, agee: 1, town: "Ulm" }])).toThrow(
      "no row has the column 'age'; a missing value is null, undefined or NaN",
    );
    const { getChildAt } = arrow;
    const table = { numRows: 1, schema: { fields: [{ name: "town" }] }, getChildAt };
    expect(() => regressor.predict(table)).toThrow("the table has no column 'size'");
  });
});

it("reads columns that the first object does not have", async () => {
  const rows = cells.map(({ size, age }, i) => (i === 0 ? { age } : { age, size }));
  const regressor = await new GBMRegressor(SMALL).fit(rows, y);
  expect(regressor.featureNames).toEqual(["age", "size"]);
  expect(regressor.featureImportance()[1]).toBeGreaterThan(0);
});

it("says after how many rounds the training stopped", async () => {
  const part = (from: number, to: number) => ({ x: numbers.slice(from, to), y: y.slice(from, to) });
  const { x, y: targets } = part(50, COUNT);
  const regressor = new GBMRegressor({ ...SMALL, nEstimators: 500 });
  await regressor.fit(x, targets, { validation: part(0, 50), earlyStoppingRounds: 5 });
  expect(regressor.bestIteration).toBe(regressor.booster.rounds);
  await regressor.fit(x, targets);
  expect(regressor.bestIteration).toBeUndefined();
});

it("reads names of categorical columns in LightGBM's spellings", async () => {
  const fit = async (categoricalFeature: EstimatorParameters["categoricalFeature"]) =>
    (await new GBMRegressor({ ...SMALL, categoricalFeature }).fit(cells, y)).booster;
  const expected = await fit(["age"]);
  expect([...expected.categoricalColumns].sort()).toEqual([1, 2]);
  for (const spelling of ["name:age", "1", [1]]) {
    expect((await fit(spelling)).toText()).toBe(expected.toText());
  }
  expect((await fit("auto")).categoricalColumns).toEqual([2]);
  await expect(fit("name:height")).rejects.toThrow("unknown column 'height'; known: size, age, town");
});

describe("GBMClassifier", () => {
  it("predicts labels and probabilities of several classes", async () => {
    const classifier = await new GBMClassifier(SMALL).fit(cells, shortTowns);
    expect(classifier.classes).toEqual(["large", "middling", "small"]);
    const { data, rows, columns } = classifier.predictProba(cells);
    expect([rows, columns]).toEqual([COUNT, 3]);
    const predicted = classifier.predict(cells);
    for (let row = 0; row < COUNT; row++) {
      const probabilities = data.subarray(3 * row, 3 * row + 3);
      expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 12);
      const best = probabilities.indexOf(Math.max(...probabilities));
      expect(predicted[row]).toBe(classifier.classes[best]);
    }
    expect(predicted.filter((label, row) => label === shortTowns[row]).length / COUNT).toBeGreaterThan(0.9);
    const again = GBMClassifier.fromText(classifier.toText(), classifier.classes);
    expect(again.predict(cells)).toEqual(predicted);
    expect(() => GBMClassifier.fromText(classifier.toText(), ["a", "b"])).toThrow(
      new UsageError("the model has 3 classes, but 2 labels are given"),
    );
  });

  it("predicts two classes, of any kind of label, and measures on a validation set", async () => {
    const labels = y.map((value) => value > 2);
    const losses: number[] = [];
    const classifier = await new GBMClassifier<boolean>({ ...SMALL, isUnbalance: true }).fit(
      numbers,
      labels,
      {
        validation: { x: numbers, y: labels },
        onIteration: ({ validation }) => losses.push(validation!.binary_logloss!),
      },
    );
    expect(classifier.classes).toEqual([false, true]);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(classifier.booster.objective).toBe("binary sigmoid:1");
    const { data } = classifier.predictProba(numbers);
    for (let row = 0; row < COUNT; row++) expect(data[2 * row]! + data[2 * row + 1]!).toBeCloseTo(1, 12);
    expectTypeOf(classifier.predict(numbers)).toEqualTypeOf<boolean[]>();
    const sorted = await new GBMClassifier(SMALL).fit(
      numbers,
      y.map((value) => (value > 2 ? 10 : 9)),
    );
    expect(sorted.classes).toEqual([9, 10]);
  });

  it("weighs the rows of a class", async () => {
    const fit = async (parameters: ClassifierParameters<string>, weights?: readonly number[]) => {
      const classifier = await new GBMClassifier({ ...SMALL, ...parameters }).fit(cells, shortTowns, {
        weights,
      });
      return classifier.toText();
    };
    const weightOf = new Map([
      ["small", 3],
      ["large", 0.5],
    ]);
    const weights = shortTowns.map((town) => weightOf.get(town) ?? 1);
    const weighted = await fit({ classWeight: weightOf });
    expect(weighted).toEqual(await fit({}, weights));
    expect(weighted).not.toEqual(await fit({}));
    expect(await fit({ class_weight: weightOf }, weights)).toEqual(
      await fit(
        {},
        weights.map((weight) => weight ** 2),
      ),
    );
    const count = (label: string) => shortTowns.filter((town) => town === label).length;
    expect(await fit({ classWeight: "balanced" })).toEqual(
      await fit(
        {},
        shortTowns.map((town) => COUNT / (3 * count(town))),
      ),
    );
    await expect(fit({ classWeight: new Map([["huge", 2]]) })).rejects.toThrow(
      new UsageError("classWeight names the label huge, which does not occur in y"),
    );
    await expect(fit({ classWeight: new Map([["small", -1]]) })).rejects.toThrow(
      new UsageError("the class weight of small is -1; weights are finite and not negative"),
    );
    expect(await fit({ classWeight: Object.fromEntries(weightOf) })).toEqual(weighted);
    await expect(fit({ classWeight: 2 as never })).rejects.toThrow(
      'give "balanced", or a Map or an object of labels to weights',
    );
    await expect(fit({ classWeight: weightOf }, [1, 2])).rejects.toThrow("weights has 2 entries");
  });

  it("refuses one class, and labels that training did not see", async () => {
    await expect(
      new GBMClassifier().fit(
        numbers,
        numbers.map(() => "a"),
      ),
    ).rejects.toThrow(new UsageError("all labels are a, but a classifier needs two classes"));
    const validation = { x: numbers.slice(0, 2), y: ["small", "huge"] };
    await expect(new GBMClassifier().fit(numbers, shortTowns, { validation })).rejects.toThrow(
      "row 1: the label huge is none of the training labels",
    );
  });
});

describe("GBMRanker", () => {
  const labels = y.map((value) => Math.max(0, Math.min(3, Math.floor(value))));
  const groupSizes = new Array(20).fill(COUNT / 20);

  it("ranks the relevant rows of a group first", async () => {
    const scores: number[] = [];
    const ranker = await new GBMRanker({ ...SMALL, evalAt: [3] }).fit(cells, labels, {
      groupSizes,
      validation: { x: cells, y: labels, groupSizes },
      onIteration: ({ validation }) => scores.push(validation!["ndcg@3"]!),
    });
    expect(scores.at(-1)).toBeGreaterThan(0.95);
    expect(scores.at(-1)).toBeGreaterThan(scores[0]!);
    const predicted = ranker.predict(cells);
    const meanOf = (label: number) => {
      const ofLabel = predicted.filter((_, row) => labels[row] === label);
      return ofLabel.reduce((sum, score) => sum + score) / ofLabel.length;
    };
    for (const label of [0, 1]) expect(meanOf(label + 1)).toBeGreaterThan(meanOf(label));
    const again = GBMRanker.fromText(ranker.toText());
    expect(again.predict(cells)).toEqual(predicted);
  });

  it("needs groups that hold all rows, and labels", async () => {
    const fails = (sizes: unknown, targets: number[] = labels) =>
      expect(new GBMRanker(SMALL).fit(cells, targets, { groupSizes: sizes as number[] })).rejects;
    await fails(undefined).toThrow("ranking needs groupSizes, the number of rows in each group");
    await expect(
      new GBMRanker(SMALL).fit(cells, labels, undefined as unknown as RankerFitOptions),
    ).rejects.toThrow("ranking needs groupSizes");
    await fails([COUNT - 1]).toThrow(`the x has ${COUNT} rows, but groupSizes sum to ${COUNT - 1}`);
    await fails([COUNT, 0]).toThrow("the group size 0 is not a whole number above 0");
    await fails([COUNT], y).toThrow("is not a label: labels are the whole numbers from 0 to 30");
  });
});

it("an object of columns is a form of rows", async () => {
  const columns = { size: y, town: shortTowns };
  const objects = y.map((size, row) => ({ size, town: shortTowns[row] }));
  const model = await new GBMRegressor(SMALL).fit(columns, y);
  expect(model.predict(columns)).toEqual(model.predict(objects));
  expect(() => model.predict({ size: [1] })).toThrow("the table has no column 'town'");
  expect(() => model.predict({ size: [1], town: [] })).toThrow("has 0 cells, but 'size' has 1");
});

it("a misspelt parameter does not compile", async () => {
  expectTypeOf({
    numLeaves: 3,
    num_leaves: 3,
    reg_alpha: 1,
    regAlpha: 1,
    colsample_bytree: 1,
  }).toExtend<EstimatorParameters>();
  // @ts-expect-error there is no such parameter
  const misspelt: EstimatorParameters = { numLeafs: 3 };
  // @ts-expect-error a number is no text
  const wrong: EstimatorParameters = { numLeaves: "3" };
  await expect(new GBMRegressor(misspelt).fit(numbers, y)).rejects.toThrow("unknown parameter 'num_leafs'");
  await expect(new GBMRegressor(wrong).fit(numbers, y)).rejects.toThrow("num_leaves is a whole number");
});
