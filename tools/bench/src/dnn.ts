import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeRegression } from "./gbm/made-up-data.js";
import { peerPython, runJson } from "./processes.js";
import { median, say } from "./report.js";

const ROWS = 15_000;
const COLUMNS = [4970, 56];
const RUNS = 3;
const EPOCHS = 6;
/** About the published networks' size. A learning rate at which the made-up data does not saturate the output. */
const PARAMETERS = {
  n_layers: 6,
  n_hiddens: 380,
  dropout_rate: 0,
  l2_penalty: 1e-6,
  w_init_name: "he_normal",
  optimizer_name: "adam",
  learning_rate: 1e-4,
  batch_size: 512,
};

interface DnnRun {
  readonly seconds: number;
}

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Measures an epoch of the dnn predictor on native TensorFlow against Keras. Runs take turns; medians are compared. */
export async function benchDnn(): Promise<void> {
  const python = peerPython("tensorflow");
  const folder = await mkdtemp(join(tmpdir(), "weightcast-bench-"));
  try {
    for (const columns of COLUMNS) {
      const { x, y } = makeRegression(ROWS, columns);
      const [features, target] = [join(folder, "x.npy"), join(folder, "y.npy")];
      await writeFile(features, x);
      await writeFile(target, y);
      const args = [features, target, JSON.stringify(PARAMETERS), String(EPOCHS)];
      const [ours, keras]: [DnnRun[], DnnRun[]] = [[], []];
      for (let run = 0; run < RUNS; run++) {
        ours.push(await runJson<DnnRun>(process.execPath, [file("dist/dnn-run.js"), ...args]));
        keras.push(await runJson<DnnRun>(python, [file("peers/keras_dnn.py"), ...args]));
      }
      const [a, b] = [ours, keras].map((runs) => median(runs.map(({ seconds }) => seconds))) as [
        number,
        number,
      ];
      say(
        `${ROWS} x ${columns}: ours / Keras ${(a / b).toFixed(2)} (${a.toFixed(3)} s, ${b.toFixed(3)} s an epoch)`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
