import { encodeNpy } from "@weightcast/npy";
import type { Zoo } from "@weightcast/zoo";
import { readZoo, type ZooFiles } from "@weightcast/zoo-io";

/** The layout of a dense layer of 2 x 3 with its bias, and of one of 3 x 2. */
export const LAYOUT_CSV: string = `varname,start_idx,end_idx,size,shape
net/dense/bias:0,0,3,3,"(3,)"
net/dense/kernel:0,3,9,6,"(2, 3)"
net/dense_1/bias:0,9,11,2,"(2,)"
net/dense_1/kernel:0,11,17,6,"(3, 2)"
`;
export const PARAMETERS = 17;
const STEPS = [0, 1, 18];

/** A metrics table of `rows` checkpoints, three of each run. */
export function metricsCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const run = Math.floor(row / STEPS.length);
    const step = STEPS[row % STEPS.length] ?? 0;
    const folder = `zoo/tiny/${String(run).padStart(5, "0")}`;
    return [
      `${folder}/permanent_ckpt-${step}`,
      folder,
      ["relu", "tanh"][run % 2],
      0.001 * (run + 1),
      ["adam", "sgd", "rmsprop"][run % 3],
      step,
      ((7 * row) % 31) / 32,
      ((5 * row) % 29) / 32,
      row % 5 === 0 ? "" : row / 16,
      step === 18 ? "True" : "False",
    ].join(",");
  });
  const header =
    ",modeldir,config.activation,config.learning_rate,config.optimizer,step,test_accuracy,train_accuracy,train_loss,laststep";
  return [header, ...lines, ""].join("\n");
}

/** Weights of `rows` networks, all different: [rows, PARAMETERS]. */
export function smallWeights(rows: number): Float32Array {
  return Float32Array.from({ length: rows * PARAMETERS }, (_, i) => ((i * 37) % 2001) / 640 - 1.5);
}

/** The bytes of the files of a small zoo. */
export function smallZooFiles(rows: number): ZooFiles {
  const encoder = new TextEncoder();
  return {
    weights: encodeNpy(smallWeights(rows), [rows, PARAMETERS]),
    metrics: encoder.encode(metricsCsv(rows)),
    layout: encoder.encode(LAYOUT_CSV),
  };
}

export function smallZoo(rows: number): Promise<Zoo> {
  return readZoo(smallZooFiles(rows), "small");
}

/** Reads all weights of a zoo; returns how many there are. */
export async function countWeights(zoo: Zoo): Promise<number> {
  let count = 0;
  for await (const { rows, weights } of zoo.blocks()) {
    if (weights.data.length < rows.length * zoo.layout.parameters)
      throw new RangeError("a block is too short");
    count += rows.length * zoo.layout.parameters;
  }
  return count;
}
