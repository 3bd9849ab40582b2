import { parentPort, workerData } from "node:worker_threads";
import { openTrainer, type TrainingMemory } from "@weightcast/networks";
import type { TrainCase } from "./training/train.js";

// Runs one trainer of the shared memory: an epoch to warm up, then epochs that are timed. Posts the samples
// per second.

const { memory, index, trainCase, epochs } = workerData as {
  readonly memory: TrainingMemory;
  readonly index: number;
  readonly trainCase: TrainCase;
  readonly epochs: number;
};
const trainer = await openTrainer(memory, index);
trainer.start({
  hyperparameters: {
    activation: trainCase.activation,
    dropout: trainCase.dropout,
    initStd: 0.05,
    l2reg: 0,
    learningRate: 1e-3,
    optimizer: "adam",
    wInit: "he_normal",
  },
  seed: 1,
  network: index,
  training: { first: 0, count: memory.samples },
});
const epoch = () => {
  let batches = 0;
  for (const progress of trainer.trainEpoch()) batches = progress.batches;
  return batches;
};
epoch();
const start = performance.now();
let batches = 0;
for (let i = 0; i < epochs; i++) batches += epoch();
parentPort!.postMessage((batches * 512 * 1000) / (performance.now() - start));
