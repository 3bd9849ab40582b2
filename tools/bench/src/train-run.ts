import { Worker } from "node:worker_threads";
import { RandomStream } from "@weightcast/core";
import { createTrainingMemory, loadSamples, smallCnn, smallFcn } from "@weightcast/networks";
import { useWideVectors } from "@weightcast/runtime/node";
import { IMAGES, type TrainCase } from "./training/train.js";

// Samples a second of as many workers as asked for, on one memory. Prints one JSON line.

const [workers, epochs, trainCase] = process.argv.slice(2).map((word) => JSON.parse(word)) as [
  number,
  number,
  TrainCase,
];
useWideVectors();
const { side, channels, units } = trainCase;
const sizes = { side, channels, units };
const memory = await createTrainingMemory({
  architecture:
    trainCase.architecture === "fcn"
      ? smallFcn(sizes)
      : smallCnn({ ...sizes, batchNorm: trainCase.architecture === "cnnbn" }),
  samples: IMAGES,
  trainers: workers,
  shared: true,
});
const random = new RandomStream(0, "images");
const pixels = Uint8Array.from({ length: IMAGES * side * side * channels }, () => random.uint32() & 255);
const labels = Uint8Array.from({ length: IMAGES }, () => random.below(10));
loadSamples(memory, 0, pixels, labels);

const rates = await Promise.all(
  Array.from({ length: workers }, (_, index) => {
    const worker = new Worker(new URL("train-worker.js", import.meta.url), {
      workerData: { memory, index, trainCase, epochs },
    });
    return new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  }),
);
const samplesPerSecond = rates.reduce((sum, rate) => sum + rate, 0);
process.stdout.write(`${JSON.stringify({ samplesPerSecond, megabytes: process.memoryUsage.rss() / 1e6 })}\n`);
