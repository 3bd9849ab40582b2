import { CancelledError, InputError, matrix, RandomStream, UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { type Examples, type FitRequest, type FittedPredictor, predictorNamed } from "../src/index.js";
import { kernelRidgeOracle } from "./kernel-ridge-oracle.js";

/** Examples whose target, within [0, 1], is a curve of their two columns; a third column is noise of a wild scale. */
function examples(rows: number, seed: number): Examples {
  const random = new RandomStream(seed, "examples");
  const data = Float64Array.from({ length: 3 * rows }, (_, i) =>
    i % 3 === 2 ? 1e6 * random.uniform() ** 8 : random.uniform(),
  );
  const y = Float64Array.from({ length: rows }, (_, i) => (data[3 * i]! ** 2 + data[3 * i + 1]!) / 2);
  return { x: matrix(data, rows, 3), y };
}

const train = examples(150, 1);
const other = examples(60, 2);
const columns = ["a", "b", "noise"];
const request = (changes: Partial<FitRequest> = {}): FitRequest => ({
  train,
  columns,
  parameters: {},
  range: [0, 1],
  seed: 0,
  ...changes,
});

const meanError = (predicted: Float64Array) =>
  predicted.reduce((sum, value, i) => sum + Math.abs(value - other.y[i]!), 0) / other.y.length;

const FAST = { num_iterations: 60, boosters: 2 };

describe.each([
  ["kernel-ridge", {}, "kernel-ridge.json"],
  ["blend", FAST, "blend.json"],
])("%s", (name, parameters, header) => {
  const predictor = predictorNamed(name);
  const fit = (changes: Partial<FitRequest> = {}): Promise<FittedPredictor> =>
    predictor.fit(request({ parameters, ...changes }));

  test("learns a curve, and never leaves the target's range", async () => {
    const fitted = await fit();
    const predicted = await fitted.predict(other.x);
    expect(meanError(predicted)).toBeLessThan(0.06);
    expect(Math.min(...predicted)).toBeGreaterThan(0);
    expect(Math.max(...predicted)).toBeLessThan(1);
  });

  test("a target in percent gives the same predictions in percent", async () => {
    const percent = { ...train, y: train.y.map((value) => 100 * value) };
    const predicted = await (await fit({ train: percent, range: [0, 100] })).predict(other.x);
    const shares = await (await fit()).predict(other.x);
    for (const [i, value] of predicted.entries()) expect(value).toBeCloseTo(100 * shares[i]!, 6);
  });

  test("a target without bounds is learned as it is", async () => {
    const shifted = { ...train, y: train.y.map((value) => 1000 + value) };
    const predicted = await (await fit({ train: shifted, range: null })).predict(other.x);
    expect(meanError(predicted.map((value) => value - 1000))).toBeLessThan(0.06);
  });

  test("predicts the same after files were written and read", async () => {
    const fitted = await fit();
    const again = await predictor.load(await fitted.files());
    expect(await again.predict(other.x)).toEqual(await fitted.predict(other.x));
  });

  test("refuses parameters that are unknown or out of range", () => {
    expect(() => predictor.check({ gama: 1 })).toThrow(UsageError);
    expect(() => predictor.check({ gamma: 0 })).toThrow(/gamma is a number above 0, not 0/);
    expect(() => predictor.check({ max_rows: 1.5 })).toThrow(/max_rows is a whole number/);
    expect(() => predictor.check(predictor.defaultParameters)).not.toThrow();
    expect(() => predictor.check(predictor.parametersFor?.({ rows: 10, columns }) ?? {})).not.toThrow();
  });

  test("refuses examples that are missing values or targets", async () => {
    const spoilt = {
      ...train,
      x: matrix(
        train.x.data.map((value, i) => (i === 7 ? Number.NaN : value)),
        150,
        3,
      ),
    };
    await expect(fit({ train: spoilt })).rejects.toThrow(/a feature of the train part is NaN/);
    await expect(fit({ train: { ...train, y: train.y.subarray(1) } })).rejects.toThrow(UsageError);
    const none = { x: matrix(new Float64Array(), 0, 3), y: new Float64Array() };
    await expect(fit({ train: none })).rejects.toThrow(/the train part is empty/);
  });

  test("can be cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(fit({ signal })).rejects.toThrow(CancelledError);
  });

  test("damaged files are named", async () => {
    const files = await (await fit()).files();
    const without = (file: string) => new Map(Array.from(files).filter(([path]) => path !== file));
    await expect(predictor.load(without(header))).rejects.toThrow(`${header}: is missing`);
    const spoilt = new Map(files).set(header, new TextEncoder().encode('{"range": [1, 0]}'));
    await expect(predictor.load(spoilt)).rejects.toThrow(InputError);
    for (const [path, bytes] of files) {
      if (!path.endsWith(".bin")) continue;
      const truncated = new Map(files).set(path, bytes.subarray(0, bytes.length - 4));
      await expect(predictor.load(truncated)).rejects.toThrow(
        /holds \d+ bytes where 150 rows of 3 columns take/,
      );
      const infinite = bytes.slice().fill(0xff, bytes.length - 4);
      await expect(predictor.load(new Map(files).set(path, infinite))).rejects.toThrow(/not finite/);
    }
  });
});

describe("kernel ridge", () => {
  const predictor = predictorNamed("kernel-ridge");

  test("agrees with the textbook's formulas", async () => {
    const single = (of: Examples): Examples => ({
      ...of,
      x: matrix(Float32Array.from(of.x.data), of.x.rows, 3),
    });
    const fitted = await predictor.fit(request({ train: single(train), range: null }));
    const expected = kernelRidgeOracle(single(train), single(other).x, { ridge: 0.05, gamma: 0.3 });
    const predicted = await fitted.predict(other.x);
    for (const [i, value] of predicted.entries()) expect(value).toBeCloseTo(expected[i]!, 9);
  });

  test("draws max_rows of the rows by the seed", async () => {
    const fitted = (seed: number) => predictor.fit(request({ parameters: { max_rows: 40 }, seed }));
    const [one, again, another] = [await fitted(1), await fitted(1), await fitted(2)];
    expect(await one.predict(other.x)).toEqual(await again.predict(other.x));
    expect(await one.predict(other.x)).not.toEqual(await another.predict(other.x));
    expect((await one.files()).get("kernel-ridge.bin")).toHaveLength(40 * (8 + 3 * 4));
  });

  test("a row with a missing value has no prediction; other widths are refused", async () => {
    const fitted = await predictor.fit(request());
    const x = matrix(Float64Array.of(Number.NaN, 0, 0, 0.5, 0.5, 0.5), 2, 3);
    const [missing, known] = await fitted.predict(x);
    expect(missing).toBeNaN();
    expect(known).toBeGreaterThan(0);
    await expect(fitted.predict(matrix(new Float64Array(2), 1, 2))).rejects.toThrow(/2 columns.*fitted on 3/);
  });

  test("a trend goes on where the kernel knows no neighbour", async () => {
    const line = (rows: number, from: number): Examples => {
      const data = Float64Array.from({ length: 2 * rows }, (_, i) => from + (i >> 1) / rows);
      return { x: matrix(data, rows, 2), y: data.filter((_, i) => i % 2 === 0).map((value) => 3 * value) };
    };
    const parameters = { trend: ["a", "b"] };
    const fitted = await predictor.fit(
      request({ train: line(30, 0), columns: ["a", "b"], parameters, range: null }),
    );
    const predicted = await fitted.predict(line(30, 1).x);
    for (const [i, value] of predicted.entries()) expect(value).toBeCloseTo(line(30, 1).y[i]!, 5);
    expect(await (await predictor.load(await fitted.files())).predict(line(30, 1).x)).toEqual(predicted);
    await expect(predictor.fit(request({ parameters: { trend: ["c"] } }))).rejects.toThrow(/'c'/);
    expect(() => predictor.check({ trend: "a" })).toThrow(/trend is a list of names/);
  });

  test("columns that are constant change nothing but are allowed", async () => {
    const x = matrix(new Float64Array(150), 150, 1);
    const fitted = await predictor.fit(request({ train: { x, y: train.y }, columns: ["constant"] }));
    const [value] = await fitted.predict(matrix(new Float64Array(1), 1, 1));
    expect(value).toBeGreaterThan(0.3);
    expect(value).toBeLessThan(0.6);
  });
});

describe("gradient boosting on the logit scale", () => {
  const gbm = predictorNamed("gbm");
  const parameters = { num_iterations: 60, min_data_in_leaf: 5, target_scale: "logit" };

  test("stays within the range, also after a round through files", async () => {
    const fitted = await gbm.fit(request({ parameters }));
    const predicted = await fitted.predict(other.x);
    expect(meanError(predicted)).toBeLessThan(0.06);
    const files = await fitted.files();
    expect(files.has("target-range.json")).toBe(true);
    expect(await (await gbm.load(files)).predict(other.x)).toEqual(predicted);
    const spoilt = new Map(files).set("target-range.json", new TextEncoder().encode("[0]"));
    await expect(gbm.load(spoilt)).rejects.toThrow(/target-range\.json/);
  });

  test("is for targets with bounds, and for those who ask", async () => {
    const unbounded = await gbm.fit(request({ parameters, range: null }));
    expect((await unbounded.files()).has("target-range.json")).toBe(false);
    const { target_scale: _, ...plain } = parameters;
    expect((await (await gbm.fit(request({ parameters: plain }))).files()).has("target-range.json")).toBe(
      false,
    );
    expect(() => gbm.check({ target_scale: "log" })).toThrow(/target_scale is identity or logit, not "log"/);
  });

  test("sets of hundreds of columns have parameters of their own; others have the published ones", () => {
    const parametersFor = (count: number) =>
      gbm.parametersFor?.({ rows: 400, columns: Array.from({ length: count }, (_, i) => `c${i}`) });
    expect(parametersFor(100)).toBe(gbm.defaultParameters);
    expect(parametersFor(752)).toMatchObject({ num_iterations: 400, feature_fraction: 0.1 });
    expect(() => gbm.check(parametersFor(752) ?? {})).not.toThrow();
  });

  test("early_stopping_round 0 trains all trees", async () => {
    const all = await gbm.fit(
      request({ parameters: { ...parameters, early_stopping_round: 0 }, validation: other }),
    );
    const text = new TextDecoder().decode((await all.files()).get("model.txt"));
    expect(text.match(/^Tree=/gm)).toHaveLength(60);
  });
});
