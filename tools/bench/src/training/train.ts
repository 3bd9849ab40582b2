import { fileURLToPath } from "node:url";
import { peerPython, runJson } from "../processes.js";
import { formatRate, median, say } from "../report.js";
import { fastestCohort, runCohort } from "./train-cohort.js";

/** As many images as Fashion-MNIST has to train on. */
export const IMAGES = 60_000;

/** A network to train; the scripts of the peers read the same description. */
export interface TrainCase {
  readonly architecture: "cnn" | "cnnbn" | "fcn";
  readonly side: number;
  readonly channels: number;
  readonly units: number;
  readonly activation: "relu" | "tanh";
  readonly dropout: number;
}

export interface TrainRun {
  readonly samplesPerSecond: number;
}

type Contestant = readonly [name: string, run: () => Promise<TrainRun>];

const RUNS = 3;
const EPOCHS = 3;
const ZOO: TrainCase = {
  architecture: "cnn",
  side: 28,
  channels: 1,
  units: 16,
  activation: "relu",
  dropout: 0,
};
const BESIDE_KERAS: readonly (readonly [string, TrainCase])[] = [
  ["cnnbn", { ...ZOO, architecture: "cnnbn" }],
  ["fcn", { ...ZOO, architecture: "fcn" }],
  ["32x32 colour", { ...ZOO, side: 32, channels: 3 }],
  ["32 units", { ...ZOO, units: 32 }],
];
const ALONE: readonly (readonly [string, number, TrainCase])[] = [
  ["one worker", 1, ZOO],
  ["two workers, tanh", 2, { ...ZOO, activation: "tanh" }],
  ["two workers, dropout 0.3", 2, { ...ZOO, dropout: 0.3 }],
];

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Measures training (batch 512, adam, relu, random images, no evaluation inside) with 2 workers. The zoo's network stands beside Keras and PyTorch
 * with a process a network (2 processes of 1 thread, their best setting), and beside PyTorch that trains a cohort in each step, in the
 * fastest of all settings; other networks beside Keras. Runs of a case take turns; medians are compared.
 */
export async function benchTrain(): Promise<void> {
  const python = peerPython("tensorflow and torch");
  const ours = (trainCase: TrainCase): Contestant => ["ours", () => runOurs(2, trainCase)];
  const keras = (trainCase: TrainCase): Contestant => [
    "Keras",
    () => runJson(python, [file("peers/keras_train.py"), "2", String(EPOCHS), JSON.stringify(trainCase)]),
  ];
  const torch: Contestant = [
    "PyTorch, a network a process",
    () => runJson(python, [file("peers/torch_train.py"), "2", String(EPOCHS)]),
  ];
  const cohort = await fastestCohort(python);
  await compare("cnn", [
    ours(ZOO),
    keras(ZOO),
    torch,
    [`PyTorch, ${cohort.name}`, () => runCohort(python, cohort)],
  ]);
  for (const [name, trainCase] of BESIDE_KERAS) await compare(name, [ours(trainCase), keras(trainCase)]);
  for (const [name, workers, trainCase] of ALONE) {
    say(`${name}: ${formatRate((await runOurs(workers, trainCase)).samplesPerSecond)} samples/s`);
  }
}

function runOurs(workers: number, trainCase: TrainCase): Promise<TrainRun> {
  const args = [String(workers), String(EPOCHS), JSON.stringify(trainCase)];
  // With the flags of this process: engines have some that matter here.
  return runJson(process.execPath, [...process.execArgv, file("dist/train-run.js"), ...args]);
}

/** Runs take turns; the first contestant is compared with each other. */
async function compare(name: string, contestants: readonly Contestant[]): Promise<void> {
  const rates = contestants.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, [, measure]] of contestants.entries()) {
      rates[i]?.push((await measure()).samplesPerSecond);
    }
  }
  const [mine = Number.NaN, ...theirs] = rates.map(median);
  say(`${name}: ${formatRate(mine)} samples/s, median of ${RUNS}`);
  for (const [i, rate] of theirs.entries()) {
    say(
      `  ${contestants[i + 1]?.[0]}: ${formatRate(rate)} samples/s, ours / theirs ${(mine / rate).toFixed(2)}`,
    );
  }
}
