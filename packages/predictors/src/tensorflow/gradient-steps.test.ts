import { readFileSync } from "node:fs";
import { matrix, RandomStream } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { onBackend } from "../../test/tensorflow-backend-of-test.js";
import type { Examples } from "../predictor.js";
import { currentBackend } from "./backend.js";
import { batchReader } from "./batches.js";
import { type DenseNetwork, layersModel, modelVariables, tensorValues } from "./dense-network.js";
import { GradientSteps } from "./gradient-steps.js";
import type { OptimiserName } from "./optimisers.js";
import { predictRows } from "./prediction.js";

interface GoldenFile {
  readonly inputs: number;
  readonly batch: number;
  readonly epochs: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly cases: readonly GoldenCase[];
}

interface GoldenCase {
  readonly hidden: readonly number[];
  readonly output: DenseNetwork["output"];
  readonly optimizer_name: OptimiserName;
  readonly learning_rate: number;
  readonly l2_penalty: number;
  readonly initial: readonly number[][];
  readonly losses: readonly number[];
  readonly final: readonly number[][];
}

const golden: GoldenFile = JSON.parse(
  readFileSync(new URL("../../test/golden/dense-steps-of-keras.json", import.meta.url), "utf8"),
);
const rows = golden.y.length;
const examples: Examples = {
  x: matrix(Float32Array.from(golden.x), rows, golden.inputs),
  y: Float64Array.from(golden.y),
};
const withoutPause = async () => {};

describe.each(["native", "wasm", "cpu"] as const)("gradient steps on %s", (backend) => {
  it.each(
    golden.cases.map((one) => [one.optimizer_name, one.hidden, one.output, one] as const),
  )("are those of Keras: %s, hidden layers %j, %s output", async (_optimiser, _hidden, _output, one, ) => {
    expect(one.losses).toHaveLength(golden.epochs * Math.ceil(rows / golden.batch));
  });
});
