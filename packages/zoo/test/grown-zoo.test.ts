import { InputError, matrix, matrixRow } from "@weightcast/core";
import { expect, test } from "vitest";
import { gatherWeights, grownZoo, selectCheckpoints } from "../src/index.js";
import { PARAMETERS, smallZoo } from "./small-zoo.js";

const WEIGHTS = matrix(
  Float32Array.from({ length: 2 * PARAMETERS }, (_, i) => 100 + i),
  2,
  PARAMETERS,
);
const VALUES = new Map<string, readonly (number | string)[]>([
  ["checkpoint", ["zoo/mine/permanent_ckpt-0", "zoo/mine/permanent_ckpt-4"]],
  ["modeldir", ["zoo/mine", "zoo/mine"]],
  ["step", [0, 4]],
  ["laststep", [0, 1]],
  ["test_accuracy", [0.1, 0.7]],
  ["config.activation", ["swish", "swish"]],
  ["unknown", [1, 2]],
]);

test("added networks follow the zoo's own rows, as a run of their own", async () => {
  const zoo = smallZoo(5);
  const grown = grownZoo(zoo, { weights: WEIGHTS, values: VALUES });
  expect([grown.rows, grown.metrics.rows]).toEqual([7, 7]);
  expect(grown.metrics.runs.at(-1)).toBe("mine");
  expect(Array.from(selectCheckpoints(grown.metrics, "final")).at(-1)).toBe(6);
  expect(Array.from(grown.metrics.numbers("test_accuracy").subarray(5))).toEqual([0.1, 0.7]);
  expect(grown.metrics.text("config.activation").slice(5)).toEqual(["swish", "swish"]);
  expect(Array.from(grown.metrics.numbers("train_loss").subarray(5))).toEqual([Number.NaN, Number.NaN]);
  expect(grown.metrics.columns.has("unknown")).toBe(false);
  const rows = Int32Array.of(6, 1, 0, 5, 6, 4);
  const own = await gatherWeights(zoo, Int32Array.of(1, 0, 4));
  const found = await gatherWeights(grown, rows);
  const rowOf = (place: number) => Array.from(matrixRow(found, place));
  expect(rowOf(0)).toEqual(Array.from(matrixRow(WEIGHTS, 1)));
  expect(rowOf(1)).toEqual(Array.from(matrixRow(own, 0)));
  expect(rowOf(2)).toEqual(Array.from(matrixRow(own, 1)));
  expect(rowOf(3)).toEqual(Array.from(matrixRow(WEIGHTS, 0)));
  expect(rowOf(4)).toEqual(Array.from(matrixRow(WEIGHTS, 1)));
  expect(rowOf(5)).toEqual(Array.from(matrixRow(own, 2)));
  expect(await grown.fingerprint()).not.toBe(await zoo.fingerprint());
});

test("all rows come where none are named, in blocks of the wanted size", async () => {
  const grown = grownZoo(smallZoo(5), { weights: WEIGHTS, values: VALUES });
  const sizes: number[] = [];
  for await (const { rows } of grown.blocks({ blockRows: 3 })) sizes.push(rows.length);
  expect(sizes).toEqual([3, 2, 2]);
});

test("networks that do not fit are refused", async () => {
  const zoo = smallZoo(5);
  const others = matrix(new Float32Array(4), 1, 4);
  expect(() => grownZoo(zoo, { weights: others, values: VALUES })).toThrow(
    new InputError("the added networks have 4 weights each, but those of the zoo have 9", { file: zoo.name }),
  );
  const withValue = (name: string, value: readonly (number | string)[]) => () =>
    grownZoo(zoo, { weights: WEIGHTS, values: new Map([...VALUES, [name, value]]) });
  expect(withValue("step", [1])).toThrow("the column 'step' has 1 values for 2 added networks");
  expect(withValue("test_accuracy", ["high", 1])).toThrow("holds numbers, but an added network has 'high'");
  const steps = new Map([["step", [0, 4]]]);
  expect(() => grownZoo(zoo, { weights: WEIGHTS, values: steps })).toThrow(
    "the added networks have no value of the column 'checkpoint'",
  );
  const grown = grownZoo(zoo, { weights: WEIGHTS, values: VALUES });
  await expect(gatherWeights(grown, Int32Array.of(7))).rejects.toThrow("row 7 of");
});
