import { readFileSync } from "node:fs";
import { matrix, RandomStream } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { onBackend } from "../../../test/tensorflow-backend-of-test.js";
import type { Examples } from "../predictor.js";
import { currentBackend } from "./backend.js";
import { batchReader, dropoutMasks } from "./batches.js";
import {
  type DenseNetwork,
  layersModel,
  modelVariables,
  tensorValues,
  weightShapes,
} from "./dense-network.js";
import { GradientSteps } from "./gradient-steps.js";
import type { OptimiserName } from "./optimisers.js";
import { rowPredictor } from "./prediction.js";
import { meanSquaredError } from "./training.js";

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
  readFileSync(new URL("../../../test/golden/dense-steps-of-keras.json", import.meta.url), "utf8"),
);
const rows = golden.y.length;
const examples: Examples = {
  x: matrix(Float32Array.from(golden.x), rows, golden.inputs),
  y: Float64Array.from(golden.y),
};
describe.each(["native", "wasm", "cpu"] as const)("gradient steps on %s", (backend) => {
  it.for(golden.cases)(
    "lose what Keras loses with $optimizer_name, hidden layers $hidden and a $output unit",
    async (one, context) => {
      await onBackend(backend, context);
      const { losses, final } = await train(one);
      expect(losses).toHaveLength(one.losses.length);
      // Keras computes Adam's corrections in f32, where 1 - 0.999 has 4 digits right.
      expect(largestDifference(losses, one.losses)).toBeLessThan(1e-5);
      for (const [i, values] of final.entries()) {
        expect(largestDifference(values, one.final[i]!)).toBeLessThan(1e-4);
      }
    },
  );

  it("drops the asked share of hidden values, others each time", async (context) => {
    await onBackend(backend, context);
    const { tf } = await currentBackend();
    const mask = dropoutMasks(tf, 0.2, 300, 50, new RandomStream(1, "dropout"));
    const draws = [300, 300, 20].map((count) => {
      const drawn = mask(count);
      const values = drawn.dataSync().slice();
      drawn.dispose();
      return values;
    });
    for (const values of draws) {
      const dropped = values.filter((value) => value === 0).length;
      expect(Math.abs(dropped / values.length - 0.2)).toBeLessThan(
        4 * Math.sqrt((0.2 * 0.8) / values.length),
      );
      expect(values.every((value) => value === 0 || value === Math.fround(1.25))).toBe(true);
    }
    expect(draws[2]).toHaveLength(20 * 50);
    expect(draws[0]).not.toEqual(draws[1]);
  });

  it("lets nothing through dropped values, back and forth", async (context) => {
    await onBackend(backend, context);
    const { tf } = await currentBackend();
    // Of two hidden units with rate 1/2, a row sees both, one or none; its gradient follows from those it sees.
    const network: DenseNetwork = {
      inputs: 1,
      hidden: [2],
      output: "linear",
      weights: [[1, 1], [0, 0], [1, 1], [0]].map((values) => Float32Array.from(values)),
    };
    const model = layersModel(tf, network);
    const parameters = { ...SGD, dropout_rate: 0.5, learning_rate: 1 };
    const steps = new GradientSteps(tf, model, network, parameters, new RandomStream(3, "dropout"));
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      tf.tidy(() => steps.take({ x: tf.tensor2d([[1]]), y: tf.tensor2d([[0]]) }));
      const [kernel] = tensorValues(modelVariables(model));
      const kept = Array.from(kernel!, (value) => (value === 1 ? 0 : 1));
      // The output is 2 for each unit seen; its squared error has the gradient 2 * output * 2 for the kernel of each.
      const output = 2 * (kept[0]! + kept[1]!);
      expect(Array.from(kernel!)).toEqual(kept.map((one) => 1 - one * 4 * output));
      seen.add(kept.join());
      tf.tidy(() =>
        model.setWeights(network.weights.map((values, k) => tf.tensor(values, weightShapes(network)[k]))),
      );
    }
    expect([...seen].sort()).toEqual(["0,0", "0,1", "1,0", "1,1"]);
    steps.dispose();
    model.dispose();
  });
});

const SGD = { optimizer_name: "sgd", l2_penalty: 0, batch_size: 8 } as const;

/** The loss on all examples after each step, and the weights after the last. */
async function train(one: GoldenCase): Promise<{ losses: number[]; final: Float32Array[] }> {
  const { tf } = await currentBackend();
  const { inputs, batch: size, epochs } = golden;
  const weights = one.initial.map((values) => Float32Array.from(values));
  const network: DenseNetwork = { inputs, hidden: one.hidden, output: one.output, weights };
  const model = layersModel(tf, network);
  const parameters = { ...one, dropout_rate: 0, batch_size: size };
  const steps = new GradientSteps(tf, model, network, parameters, new RandomStream(0, "dropout"));
  const read = batchReader(tf, examples, size);
  const losses: number[] = [];
  for (let step = 0; step < epochs * Math.ceil(rows / size); step++) {
    const first = (step * size) % (Math.ceil(rows / size) * size);
    const batch = Int32Array.from({ length: Math.min(size, rows - first) }, (_, i) => first + i);
    tf.tidy(() => steps.take(read(batch)));
    const predicted = await rowPredictor(tf, model, examples.x)(async () => {});
    losses.push(meanSquaredError(predicted, examples.y) + steps.penalty());
  }
  const final = tensorValues(modelVariables(model));
  steps.dispose();
  model.dispose();
  return { losses, final };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
