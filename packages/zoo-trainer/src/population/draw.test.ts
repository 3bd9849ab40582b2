import { expect, test } from "vitest";
import { drawHyperparameters } from "./draw.js";
import { PUBLISHED_SPACE } from "./space.js";

const draw = (network: number, seed = 1) => drawHyperparameters(PUBLISHED_SPACE, seed, network);
const NETWORKS = 4000;
const drawn = Array.from({ length: NETWORKS }, (_, network) => draw(network));

test("a function of seed and number alone", () => {
  expect(draw(7)).toEqual(drawn[7]);
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7)).not.toEqual(draw(7, 2));
  // These numbers are in every zoo that was ever trained: they must not change.
  expect(draw(0, 1)).toMatchInlineSnapshot(`
    {
      "activation": "relu",
      "b_init": "zeros",
      "dnn_architecture": "cnn",
      "dropout": 0.19780761,
      "init_std": 0.01117697,
      "l2reg": 0.000005890544,
      "learning_rate": 0.0011843347,
      "num_layers": 3,
      "num_units": 16,
      "optimizer": "adam",
      "train_fraction": 0.5,
      "w_init": "orthogonal",
    }
  `);
});

test("another distribution of one leaves the others as they were", () => {
  const { dropout: _, ...others } = draw(3);
  expect(drawHyperparameters({ ...PUBLISHED_SPACE, dropout: [0.1, 0.2] }, 1, 3)).toMatchObject(others);
});

/** The largest difference of the sample's distribution function from that of the uniform distribution on [0, 1). */
function distanceFromUniform(values: readonly number[]): number {
  return Math.max(
    ...values.toSorted((a, b) => a - b).map((value, i) => Math.abs(value - (i + 0.5) / values.length)),
  );
}

const logarithmic = (value: number, low: number, high: number) =>
  Math.log(value / low) / Math.log(high / low);
const UNIFORM = {
  dropout: drawn.map(({ dropout }) => dropout / 0.7),
  learning_rate: drawn.map((one) => logarithmic(one.learning_rate, 5e-4, 5e-2)),
  l2reg: drawn.map((one) => logarithmic(one.l2reg, 1e-8, 1e-2)),
  init_std: drawn.map((one) => logarithmic(one.init_std, 1e-3, 0.5)),
};

test("ranges are filled evenly, and independently of each other and of the last network", () => {
  // Kolmogorov's distribution: beyond 1.95 / sqrt(n) in one sample of a thousand.
  for (const values of Object.values(UNIFORM)) {
    expect(distanceFromUniform(values)).toBeLessThan(1.95 / Math.sqrt(NETWORKS));
  }
  const correlation = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + (value - 0.5) * ((b[i] ?? 0.5) - 0.5), 0) / (a.length / 12);
  for (const a of Object.values(UNIFORM)) {
    for (const b of Object.values(UNIFORM)) {
      if (a !== b) expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(NETWORKS));
    }
    expect(Math.abs(correlation(a, a.slice(1)))).toBeLessThan(4 / Math.sqrt(NETWORKS));
  }
});

test("choices are as likely as each other", () => {
  for (const [name, choices] of Object.entries(PUBLISHED_SPACE)) {
    if (!Array.isArray(choices)) continue;
    for (const choice of choices) {
      const count = drawn.filter((one) => one[name as "w_init"] === choice).length;
      const expected = NETWORKS / choices.length;
      expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  }
});

test("numbers are f32, shortly written; constants stay what they are", () => {
  for (const { learning_rate, dropout } of drawn.slice(0, 50)) {
    for (const value of [learning_rate, dropout]) expect(Number(value.toPrecision(9))).toBe(value);
  }
  const fixed = drawHyperparameters(
    { ...PUBLISHED_SPACE, learning_rate: 0.001, train_fraction: 0.1, activation: "tanh" },
    1,
    0,
  );
  expect(fixed).toMatchObject({
    learning_rate: 0.001,
    train_fraction: 0.1,
    activation: "tanh",
    num_units: 16,
  });
});
