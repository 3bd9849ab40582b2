import { InputError, type Matrix, matrix, RandomStream, UsageError } from "@weightcast/core";
import { beforeEach, expect, test } from "vitest";
import { predictorNamed } from "../src/index.js";
import { onBackend } from "./tensorflow-backend-of-test.js";

const equivariant = predictorNamed("equivariant");
const PARAMETERS = { units: 6, rounds: 2, epochs: 25, batch_size: 16, learning_rate: 0.01, patience: 25 };
const TENSORS = [
  ["a/bias", [3]],
  ["a/kernel", [2, 2, 1, 3]],
  ["b/bias", [2]],
  ["b/kernel", [3, 2]],
] as const;

function names(label: string, shape: readonly number[]): string[] {
  const [side, ...rest] = shape;
  if (side === undefined) return [`${label}]`];
  const separator = label.endsWith("[") ? "" : ",";
  return Array.from({ length: side }, (_, i) => names(`${label}${separator}${i}`, rest)).flat();
}
const COLUMNS = TENSORS.flatMap(([label, shape]) => names(`${label}[`, shape));
const WIDTH = COLUMNS.length;

/** Networks whose target grows with the size of their second kernel. */
function examples(rows: number, seed: number) {
  const random = new RandomStream(seed, "networks");
  const x = matrix(new Float32Array(rows * WIDTH), rows, WIDTH);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const scale = random.uniform();
    for (let i = 0; i < WIDTH; i++) {
      const isLast = i >= WIDTH - 6;
      x.data[row * WIDTH + i] = (isLast ? scale : 1) * (2 * random.uniform() - 1);
    }
    return 0.1 + 0.8 * scale;
  });
  return { x, y };
}

/** The hidden units moved on by one. */
function permuted({ data, rows }: Matrix): Matrix<Float32Array> {
  const moved = Float32Array.from(data);
  for (let row = 0; row < rows; row++) {
    const start = row * WIDTH;
    for (let unit = 0; unit < 3; unit++) {
      const to = (unit + 1) % 3;
      moved[start + to] = data[start + unit]!;
      for (let place = 0; place < 4; place++)
        moved[start + 3 + 3 * place + to] = data[start + 3 + 3 * place + unit]!;
      for (let k = 0; k < 2; k++) moved[start + 17 + 2 * to + k] = data[start + 17 + 2 * unit + k]!;
    }
  }
  return matrix(moved, rows, WIDTH);
}

beforeEach((context) => onBackend("wasm", context));

const fit = (changes: Partial<Parameters<typeof equivariant.fit>[0]> = {}) =>
  equivariant.fit({
    train: examples(64, 1),
    validation: examples(24, 2),
    range: [0, 1],
    columns: COLUMNS,
    parameters: PARAMETERS,
    seed: 0,
    ...changes,
  });

test("learns, does not see the order of hidden units, and is the same after saving", async () => {
  const fitted = await fit();
  const { x, y } = examples(40, 3);
  const predicted = await fitted.predict(x);
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const errors = (values: Float64Array | number) =>
    y.reduce((sum, value, i) => sum + (value - (typeof values === "number" ? values : values[i]!)) ** 2, 0);
  expect(errors(predicted)).toBeLessThan(0.7 * errors(mean));
  const moved = await fitted.predict(permuted(x));
  for (const [i, value] of moved.entries()) expect(value).toBeCloseTo(predicted[i]!, 5);
  const files = await fitted.files();
  expect(await (await equivariant.load(files)).predict(x)).toEqual(predicted);
  const damaged = new Map(files).set("equivariant.bin", files.get("equivariant.bin")!.slice(4));
  await expect(equivariant.load(damaged)).rejects.toThrow(/bytes, not/);
  for (const [field, text] of [
    ["rounds", '"rounds": 0'],
    ["kernel", '"kernel": 900'],
  ]) {
    const json = new TextDecoder()
      .decode(files.get("equivariant.json"))
      .replace(new RegExp(`"${field}": \\d+`), text!);
    const changed = new Map(files).set("equivariant.json", new TextEncoder().encode(json));
    await expect(equivariant.load(changed), field).rejects.toThrow(InputError);
  }
  await expect(fitted.predict(matrix(new Float32Array(4), 1, 4))).rejects.toThrow(/4 columns/);
  x.data[5] = Number.NaN;
  const [first, second] = await fitted.predict(x);
  expect(first).toBeNaN();
  expect(second).toBe(predicted[1]);
});

test("the same seed gives the same network, another seed another", async () => {
  const { x } = examples(5, 4);
  const parameters = { ...PARAMETERS, epochs: 2 };
  const one = await (await fit({ parameters })).predict(x);
  expect(await (await fit({ parameters })).predict(x)).toEqual(one);
  expect(await (await fit({ parameters, seed: 1 })).predict(x)).not.toEqual(one);
});

test.each<[string, readonly string[], RegExp]>([
  ["statistics", COLUMNS.map((_, i) => `column-${i}`), /goes with the features 'weights'; 'column-0'/],
  ["half of a tensor", COLUMNS.map((name) => name.replace("b/kernel[2,1]", "b/kernel[8,1]")), /not whole/],
  ["layers out of order", [...COLUMNS.slice(15), ...COLUMNS.slice(0, 15)], /does not follow/],
])("refuses %s", async (_, columns, message) => {
  await expect(fit({ columns })).rejects.toThrow(message);
  await expect(fit({ columns })).rejects.toThrow(UsageError);
});

test("refuses parameters out of range", () => {
  expect(() => equivariant.check({ units: 0 })).toThrow(/units is a whole number from 1/);
  expect(() => equivariant.check({ learning_rate: 0 })).toThrow(/above 0/);
  expect(() => equivariant.check({ depth: 2 })).toThrow(/depth/);
});
