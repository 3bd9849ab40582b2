import { matrix, RandomStream } from "@weightcast/core";
import { createLayout, type Layout } from "@weightcast/zoo";
import { parseMetrics } from "@weightcast/zoo-io";
import { writeZoo } from "@weightcast/zoo-io/node";

export const RUNS = 60;
export const STEPS: readonly number[] = [0, 5];

/** A network of 26 weights in two layers. */
export const SMALL_LAYOUT: Layout = createLayout([
  { name: "net/dense/bias:0", start: 0, end: 4, shape: [4] },
  { name: "net/dense/kernel:0", start: 4, end: 16, shape: [3, 4] },
  { name: "net/dense_1/bias:0", start: 16, end: 18, shape: [2] },
  { name: "net/dense_1/kernel:0", start: 18, end: 26, shape: [4, 2] },
]);

/** Writes a zoo of made-up networks whose accuracy grows with the size of their weights; `spoil` may change the weights. */
export async function writeSmallZoo(
  folder: string,
  options: { readonly seed?: number; readonly spoil?: (weights: Float32Array) => void } = {},
): Promise<void> {
  const random = new RandomStream(options.seed ?? 1, "small-zoo");
  const { parameters } = SMALL_LAYOUT;
  const weights = new Float32Array(RUNS * STEPS.length * parameters);
  const lines = [",config.activation,config.learning_rate,step,test_accuracy,test_loss,laststep"];
  for (let run = 0; run < RUNS; run++) {
    for (const [i, step] of STEPS.entries()) {
      const scale = step === 0 ? 0.01 : random.uniform();
      const first = (run * STEPS.length + i) * parameters;
      for (let j = 0; j < parameters; j++) weights[first + j] = scale * (2 * random.uniform() - 1);
      const accuracy = 0.1 + 0.8 * scale;
      const name = String(run).padStart(5, "0");
      const activation = run % 2 === 0 ? "relu" : "tanh";
      lines.push(
        `zoo/small/${name}/ckpt-${step},${activation},0.0${run + 1},${step},${accuracy},${2 - accuracy},${step > 0}`,
      );
    }
  }
  options.spoil?.(weights);
  async function* blocks() {
    yield matrix(weights, RUNS * STEPS.length, parameters);
  }
  await writeZoo(folder, {
    layout: SMALL_LAYOUT,
    metrics: parseMetrics(`${lines.join("\n")}\n`),
    weights: blocks(),
  });
}
