import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { UsageError } from "@weightcast/core";
import { selectCheckpoints } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { peerPython, runJson } from "../processes.js";
import { say, spearman } from "../report.js";

const NETWORKS = 40;
const EPOCHS = 18;
const SEED = 1;
const PROCESSES = 2;
/** The folder in which Debian's package dataset-fashion-mnist installs its files. */
const DEBIAN_FOLDER = "/usr/share/datasets/fashion-mnist";

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Trains the same sampled hyperparameters here, in Keras, and in Keras with another seed, on Fashion-MNIST: do the final test accuracies
 * here agree with Keras' as well as Keras' agree with its own? Takes a good quarter of an hour.
 */
export async function benchPopulation(): Promise<void> {
  const python = peerPython("tensorflow");
  const images = process.env.FASHION_MNIST ?? DEBIAN_FOLDER;
  const folder = await mkdtemp(join(tmpdir(), "weightcast-population-"));
  try {
    const zooFolder = join(folder, "zoo");
    const train = ["zoo", "train", "--dataset", "fashion_mnist", "--data", images, "-o", zooFolder];
    const size = ["--networks", String(NETWORKS), "--epochs", String(EPOCHS), "--seed", String(SEED)];
    await promisify(execFile)(process.execPath, [file("../../apps/cli/dist/main.js"), ...train, ...size]);
    const { ours, hyperparameters } = await readPopulation(zooFolder);
    const networks = join(folder, "networks.json");
    await writeFile(networks, JSON.stringify(hyperparameters));
    const keras = async (seed: number) => {
      const parts = await Promise.all(
        Array.from({ length: PROCESSES }, (_, part) =>
          runJson<Record<string, number | null>>(python, [
            file("peers/keras_population.py"),
            ...[networks, images, seed, EPOCHS, part, PROCESSES].map(String),
          ]),
        ),
      );
      const merged = Object.assign({}, ...parts) as Record<string, number | null>;
      return hyperparameters.map((_, i) => merged[i] ?? null);
    };
    const [first, second] = [await keras(1), await keras(2)];
    compare("ours with Keras", ours, first);
    compare("ours with Keras, other seed", ours, second);
    compare("Keras with Keras, other seed", first, second);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The final test accuracies by network, null if training diverged, and the hyperparameters of each network.
 */
async function readPopulation(folder: string) {
  const { metrics } = await openZoo(folder);
  const accuracies = metrics.numbers("test_accuracy");
  const steps = metrics.numbers("step");
  const rows = selectCheckpoints(metrics, "final");
  if (rows.length !== NETWORKS) throw new UsageError(`the zoo has ${rows.length} networks, not ${NETWORKS}`);
  const names = Array.from(metrics.columns.keys()).filter((name) => name.startsWith("config."));
  const valueAt = (name: string, row: number) => {
    const column = metrics.column(name);
    return column.kind === "category" || column.kind === "text"
      ? metrics.text(name)[row]
      : column.values[row];
  };
  const hyperparameters = Array.from(rows, (row) =>
    Object.fromEntries(names.map((name) => [name.slice("config.".length), valueAt(name, row)])),
  );
  const ours = Array.from(rows, (row) => (steps[row] === EPOCHS ? accuracies[row]! : null));
  return { ours, hyperparameters };
}

function compare(name: string, a: readonly (number | null)[], b: readonly (number | null)[]): void {
  const both = a.flatMap((value, i) => (value === null || b[i] == null ? [] : [[value, b[i]] as const]));
  const [left, right] = [both.map(([value]) => value), both.map(([, value]) => value)];
  const difference = both.reduce((sum, [value, other]) => sum + Math.abs(value - other), 0) / both.length;
  const diverged = `diverged ${a.filter((value) => value === null).length} and ${b.filter((value) => value === null).length}`;
  say(
    `${name}: Spearman ${spearman(left, right).toFixed(4)}, mean absolute difference ${difference.toFixed(4)}; ${diverged}`,
  );
}
