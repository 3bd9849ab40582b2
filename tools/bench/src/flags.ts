import { RandomStream, UsageError } from "@weightcast/core";
import { fitModel, type Model } from "@weightcast/predictors";
import { changedZoo, type Layout, selectRows, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { say } from "./report.js";
import { zooArguments } from "./zoo-arguments.js";

/** Makes a network of another kind out of a true one, in place. */
type Change = (weights: Float32Array, random: RandomStream, layout: Layout) => void;

function times(factor: number): Change {
  return (weights) => {
    for (let i = 0; i < weights.length; i++) weights[i]! *= factor;
  };
}

const KINDS: readonly (readonly [name: string, change: Change])[] = [
  [
    "random weights of N(0, 1)",
    (weights, random) => {
      for (let i = 0; i < weights.length; i++) {
        const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
        weights[i] = radius * Math.cos(2 * Math.PI * random.uniform());
      }
    },
  ],
  ["weights shuffled within the network", (weights, random) => random.shuffle(weights)],
  [
    "weights shuffled within each tensor",
    (weights, random, { tensors }) => {
      for (const { start, end } of tensors) random.shuffle(weights.subarray(start, end));
    },
  ],
  ["all weights times 1e20", times(1e20)],
  ["all weights times 100", times(100)],
  ["all weights 0", times(0)],
];

/**
 * Fits a model and prints which share of networks it flags: of the true networks of the test part, of networks of noise made from them, and of
 * their untrained checkpoints. Beside it the share among those that were made from networks whose accuracy is above 0.15.
 */
export async function benchFlags(args: readonly string[]): Promise<void> {
  const { zoo: path, checkpoint, seeds: _, ...request } = await zooArguments(args);
  const zoo = await openZoo(path);
  const model = await fitModel(zoo, { ...request, selection: selectRows(zoo, { checkpoint }) });
  const { test } = model.rows;
  if (test.length === 0) throw new UsageError("the split has no test part, so that there is nothing to flag");
  say(
    `flags of ${model.manifest.predictor} on ${model.manifest.features}, ${model.manifest.checkpoint}; ${test.length} test networks`,
  );
  await report(model, zoo, test, "true networks");
  for (const [name, change] of KINDS) {
    const changed = changedZoo(zoo, (weights, row) =>
      change(weights, new RandomStream(row, `flags, ${name}`), zoo.layout),
    );
    await report(model, changed, test, name);
  }
  await report(model, zoo, untrainedOf(zoo, test), "untrained checkpoints");
}

async function report(model: Model, zoo: Zoo, rows: Int32Array, name: string): Promise<void> {
  if (rows.length === 0) return;
  const { flags } = await model.predictZoo(zoo, rows);
  const accuracies = zoo.metrics.numbers(model.manifest.target.column);
  const share = (isCounted: (row: number) => boolean) => {
    const counted = flags.filter((_, i) => isCounted(rows[i]!));
    return `${((100 * counted.filter((flag) => flag !== null).length) / counted.length).toFixed(1)} %`;
  };
  say(
    `${name.padEnd(36)} ${share(() => true).padStart(8)}, of those above 0.15 ${share((row) => accuracies[row]! > 0.15).padStart(8)}`,
  );
}

/** The untrained checkpoints of the runs of some rows. */
function untrainedOf({ metrics }: Zoo, rows: Int32Array): Int32Array {
  const steps = metrics.numbers("step");
  const runs = new Set(Array.from(rows, (row) => metrics.runOfRow[row]));
  return Int32Array.from(metrics.runOfRow.keys()).filter(
    (row) => steps[row] === 0 && runs.has(metrics.runOfRow[row]),
  );
}
