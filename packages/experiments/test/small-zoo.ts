import { matrix, RandomStream } from "@weightcast/core";
import { parseMetrics } from "@weightcast/zoo-io";
import { writeZoo } from "@weightcast/zoo-io/node";
import { layoutOf } from "./small-cnn.js";

/** As many layers as the Small CNN Zoo's networks, with few units. */
const LAYOUT = layoutOf([
  ["conv2d", [2, 2, 1, 3]],
  ["conv2d_1", [2, 2, 3, 3]],
  ["conv2d_2", [2, 2, 3, 3]],
  ["dense", [3, 2]],
]);

const HEADER = [
  "",
  ...["activation", "optimizer", "w_init", "dataset", "learning_rate", "init_std", "l2reg", "dropout"].map(
    (name) => `config.${name}`,
  ),
  "config.train_fraction",
  ...["step", "test_accuracy", "train_accuracy"],
].join(",");

/** Writes a zoo of made-up runs of two checkpoints; the accuracy grows with the size of the weights and the learning rate. */
export async function writeSmallZoo(
  folder: string,
  options: { readonly runs?: number; readonly seed?: number; readonly diverged?: readonly number[] } = {},
): Promise<void> {
  const { runs = 80, seed = 1, diverged = [] } = options;
  const random = new RandomStream(seed, "small-zoo");
  const pick = (words: readonly string[]) => words[random.below(words.length)]!;
  const { parameters } = LAYOUT;
  const weights = new Float32Array(2 * runs * parameters);
  const lines = [HEADER];
  for (let run = 0; run < runs; run++) {
    const rate = random.uniform();
    const hyperparameters = [
      ...[pick(["relu", "tanh"]), pick(["sgd", "adam"]), pick(["he_normal", "orthogonal"]), "mnist"],
      ...[0.01 * rate, random.uniform(), random.uniform(), random.uniform(), pick(["0.5", "1"])],
    ];
    for (const step of [0, 5]) {
      const scale = step === 0 ? 0.1 : random.uniform();
      const row = 2 * run + (step === 0 ? 0 : 1);
      for (let j = 0; j < parameters; j++) weights[row * parameters + j] = scale * (2 * random.uniform() - 1);
      if (diverged.includes(run)) weights[row * parameters] = Number.NaN;
      const accuracy = 0.1 + 0.6 * scale + 0.2 * rate;
      const name = String(run).padStart(5, "0");
      lines.push(
        [`zoo/small/${name}/ckpt-${step}`, ...hyperparameters, step, accuracy, accuracy + 0.01].join(","),
      );
    }
  }
  async function* blocks() {
    yield matrix(weights, 2 * runs, parameters);
  }
  await writeZoo(folder, {
    layout: LAYOUT,
    metrics: parseMetrics(`${lines.join("\n")}\n`),
    weights: blocks(),
  });
}
