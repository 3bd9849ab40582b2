import { fileURLToPath } from "node:url";
import { peerPython, runJson } from "./processes.js";
import { median, say } from "./report.js";

/** The number of training images of Fashion-MNIST. */
export const IMAGES = 60_000;

export interface TrainCase {
  readonly activation: "relu" | "tanh";
  readonly dropout: number;
}

interface TrainRun {
  readonly samplesPerSecond: number;
}

const RUNS = 3;
const EPOCHS = 3;
const RELU: TrainCase = { activation: "relu", dropout: 0 };
const OTHERS: readonly (readonly [string, number, TrainCase])[] = [
  ["one worker", 1, RELU],
  ["two workers, tanh", 2, { activation: "tanh", dropout: 0 }],
  ["two workers, dropout 0.3", 2, { activation: "relu", dropout: 0.3 }],
];

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Measures training of the zoo's network on 28x28 images (batch 512, adam, relu, no evaluation inside) with 2 workers against Keras and
 * PyTorch with 2 processes of 1 thread, their best setting. Runs take turns; medians are compared.
 */
export async function benchTrain(): Promise<void> {
  const python = peerPython("tensorflow and torch");
  const ours = (workers: number, trainCase: TrainCase) =>
    runJson<TrainRun>(process.execPath, [
      file("dist/train-run.js"),
      String(workers),
      String(EPOCHS),
      JSON.stringify(trainCase),
    ]);
  const peer = (script: string) => runJson<TrainRun>(python, [file(`peers/${script}`), "2", String(EPOCHS)]);
  const [mine, keras, torch]: [TrainRun[], TrainRun[], TrainRun[]] = [[], [], []];
  for (let run = 0; run < RUNS; run++) {
    mine.push(await ours(2, RELU));
    keras.push(await peer("keras_train.py"));
    torch.push(await peer("torch_train.py"));
  }
  const rate = (runs: readonly TrainRun[]) => median(runs.map(({ samplesPerSecond }) => samplesPerSecond));
  say(`two workers, adam, relu: ${format(rate(mine))} samples/s, median of ${RUNS}`);
  say(`Keras ${format(rate(keras))}, ours / Keras ${(rate(mine) / rate(keras)).toFixed(2)}`);
  say(`PyTorch ${format(rate(torch))}, ours / PyTorch ${(rate(mine) / rate(torch)).toFixed(2)}`);
  for (const [name, workers, trainCase] of OTHERS) {
    say(`${name}: ${format((await ours(workers, trainCase)).samplesPerSecond)} samples/s`);
  }
}

function format(rate: number): string {
  return Math.round(rate).toLocaleString("en");
}
