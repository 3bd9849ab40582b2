import { matrix } from "@weightcast/core";
import { predictorNamed, useBackend } from "@weightcast/predictors";
import { weightsMatrix } from "@weightcast/zoo-io";
import { readNpy } from "@weightcast/zoo-io/node";

// Seconds an epoch of the dnn predictor on native TensorFlow, the first epoch left out. Prints one JSON line.

const [features, target, parameters, epochs] = process.argv.slice(2) as [string, string, string, string];
const backend = await useBackend("native");
const x = weightsMatrix(await readNpy(features));
const y = Float64Array.from((await readNpy(target)).data as Float32Array);
const ends: number[] = [];
await predictorNamed("dnn").fit({
  train: { x: matrix(x.data, x.rows, x.columns), y },
  columns: Array.from({ length: x.columns }, (_, j) => `Column_${j}`),
  parameters: { ...JSON.parse(parameters), epochs: Number(epochs) },
  seed: 0,
  onProgress: () => ends.push(performance.now()),
});
const seconds = (ends.at(-1)! - ends[0]!) / (ends.length - 1) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, backend })}\n`);
