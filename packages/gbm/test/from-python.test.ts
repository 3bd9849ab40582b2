import { InputError, UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { Booster, crossValidate, GBMClassifier, GBMRegressor, trainBooster } from "../src/index.js";

/** What users of LightGBM's Python package, or callers without types, write by habit: it works, or the error says how. */
const rows = Array.from({ length: 120 }, (_, i) => [Math.sin(i * i), Math.cos(i), i % 5]);
const targets = rows.map(([a, b]) => a! + b!);
const labels = targets.map((target) => (target > 0 ? "up" : "down"));
const matrix = { data: Float64Array.from(rows.flat()), rows: 120, columns: 3, stride: 3 };
const untyped = (value: unknown) => value as never;

describe("options by the names of Python's package", () => {
  test.each([
    ["sample_weight", "weights"],
    ["sampleWeight", "weights"],
    ["init_score", "initialScores"],
    ["init_model", "initialModel"],
    ["group", "groupSizes"],
    ["eval_set", "validation"],
    ["callbacks", "earlyStoppingRounds"],
    ["feval", "'metric'"],
    ["num_boost_round", "rounds"],
  ])("%s: the error names %s", async (name, ours) => {
    const training = new GBMRegressor({ nEstimators: 1 }).fit(rows, targets, untyped({ [name]: [] }));
    await expect(training).rejects.toThrow(UsageError);
    await expect(training).rejects.toThrow(ours);
  });

  test("nfold of a cross-validation: the error names folds", async () => {
    await expect(crossValidate(matrix, targets, {}, untyped({ nfold: 3 }))).rejects.toThrow("'folds'");
  });

  test("predictions ignore no option", async () => {
    const booster = await trainBooster(matrix, targets, {}, { rounds: 2 });
    expect(() => booster.predict(matrix, untyped({ num_iteration: 1 }))).toThrow("'rounds'");
    expect(() => booster.predict(matrix, untyped({ pred_contrib: true }))).toThrow("predictContributions");
    expect(() => booster.predictLeaves(matrix, untyped({ raw: true }))).toThrow(UsageError);
    expect(() => booster.featureImportance(untyped("cover"))).toThrow("by 'gain' or by 'split'");
  });
});

describe("values of another form", () => {
  test.each([
    ["a pair as validation set", { validation: [rows, targets] }],
    ["pairs as validation sets", { validation: [[rows, targets]] }],
  ])("%s: the error says what a set is", async (_, options) => {
    await expect(new GBMRegressor().fit(rows, targets, untyped(options))).rejects.toThrow("{ x, y }");
  });

  test("an objective that returns a pair or nothing, or NaN", async () => {
    const fit = (objective: unknown) =>
      new GBMRegressor({ nEstimators: 1, objective: untyped(objective) }).fit(rows, targets);
    await expect(fit((scores: Float64Array) => [scores, scores])).rejects.toThrow("{ gradients, hessians }");
    await expect(fit(() => undefined)).rejects.toThrow(UsageError);
    const nan = (scores: Float64Array) => ({ gradients: scores.map(() => Number.NaN), hessians: scores });
    await expect(fit(nan)).rejects.toThrow(InputError);
  });

  test("a metric that returns a name and a value, as in Python", async () => {
    const metric = untyped(() => ["mine", 1, false]);
    const training = new GBMRegressor({ nEstimators: 1, metric }).fit(rows, targets, {
      validation: { x: rows, y: targets },
    });
    await expect(training).rejects.toThrow("not a number");
  });

  test("class weights as an object are those of a Map, for texts, numbers and truth values", async () => {
    const fitted = async (classWeight: object, y: readonly (string | number | boolean)[]) =>
      (
        await new GBMClassifier({ nEstimators: 3, classWeight: untyped(classWeight) }).fit(rows, y)
      ).predictProba(rows).data;
    const expected = await fitted(new Map([["up", 3]]), labels);
    expect(await fitted({ up: 3 }, labels)).toEqual(expected);
    expect(await fitted({}, labels)).not.toEqual(expected);
    const numbers = labels.map((label) => (label === "up" ? 1 : 0));
    expect(await fitted({ 1: 3 }, numbers)).toEqual(expected);
    expect(await fitted({ true: 3 }, numbers.map(Boolean))).toEqual(expected);
    await expect(fitted({ sideways: 2 }, labels)).rejects.toThrow("'sideways'".slice(1, -1));
    await expect(fitted(untyped(2), labels)).rejects.toThrow("a Map or an object");
  });

  test("a classifier's text without its labels, and bytes instead of text", async () => {
    const model = await new GBMClassifier({ nEstimators: 1 }).fit(rows, labels);
    expect(() => GBMClassifier.fromText(model.toText(), untyped(undefined))).toThrow(UsageError);
    expect(() => Booster.fromText(untyped(Buffer.from(model.toText())))).toThrow("from its text");
    expect(Booster.fromText(`\uFEFF${model.toText()}`).predict(matrix)).toEqual(
      model.booster.predict(matrix),
    );
  });

  test("more threads than any machine has give the same model", async () => {
    const few = await new GBMRegressor({ nEstimators: 2 }).fit(rows, targets);
    const many = await new GBMRegressor({ nEstimators: 2, nJobs: 1e6 }).fit(rows, targets);
    expect(many.toText()).toBe(few.toText());
  });

  test.each(["poisson", "gamma", "tweedie"])(
    "%s of targets that are all 0 is refused, as by LightGBM",
    async (objective) => {
      const zeros = targets.map(() => 0);
      await expect(new GBMRegressor({ objective }).fit(rows, zeros)).rejects.toThrow("all 0");
    },
  );
});

describe("a regressor that continues a model", () => {
  const table = rows.map(([a], i) => ({ a: a!, kind: ["x", "y", "z"][i % 3]! }));

  test("adds its trees to those of the model", async () => {
    const first = await new GBMRegressor({ nEstimators: 3 }).fit(table, targets);
    const second = await new GBMRegressor({ nEstimators: 2 }).fit(table, targets, {
      initialModel: first.booster,
    });
    const whole = await new GBMRegressor({ nEstimators: 5 }).fit(table, targets);
    expect(second.booster.rounds).toBe(5);
    expect(second.predict(table)[7]).toBeCloseTo(whole.predict(table)[7]!, 6);
  });

  test("refuses rows whose texts stand for other numbers", async () => {
    const first = await new GBMRegressor({ nEstimators: 3 }).fit(table, targets);
    const others = table.map(({ a, kind }) => ({ a, kind: kind === "x" ? "new" : kind }));
    const fit = new GBMRegressor({ nEstimators: 2 }).fit(others, targets, { initialModel: first.booster });
    await expect(fit).rejects.toThrow("other categories than those of initialModel");
  });
});

test("toJSON tells the columns, constraints and splits as dump_model does", async () => {
  const model = await new GBMRegressor({
    nEstimators: 3,
    monotoneConstraints: [1, 0, 0],
    categoricalFeature: [2],
  }).fit(
    rows.map(([a, , c]) => [a!, 1, c!]),
    targets,
  );
  const { feature_infos, monotone_constraints, feature_importances } = model.booster.toJSON();
  expect(Object.keys(feature_infos)).toEqual(["Column_0", "Column_2"]);
  expect(feature_infos.Column_0!.max_value).toBe(Math.max(...rows.map(([a]) => a!)));
  expect([...feature_infos.Column_2!.values].sort()).toEqual([-1, 0, 1, 2, 3, 4]);
  expect(monotone_constraints).toEqual([1, 0, 0]);
  const [most = 0, ...others] = Object.values(feature_importances);
  expect(most).toBeGreaterThanOrEqual(Math.max(0, ...others));
});
