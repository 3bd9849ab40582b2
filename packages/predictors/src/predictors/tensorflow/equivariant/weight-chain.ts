import { UsageError } from "@weightcast/core";

/** A layer's place among the columns of raw weights: its bias, [outputs], and its kernel, [places, inputs, outputs]. */
export interface ChainLayer {
  readonly bias: number;
  readonly kernel: number;
  readonly places: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Consecutive columns of one tensor. */
interface ColumnRun {
  readonly label: string;
  readonly start: number;
  length: number;
  shape: number[];
}

const COLUMN = /^(?:canonical\/)?(.+)\[(\d+(?:,\d+)*)\]$/;

/**
 * Reads the chain of layers from the names of the columns of raw weights, such as `conv2d_1/kernel[0,2,5,15]`: any number of layers, each with a
 * bias and a kernel whose inputs are the outputs of the layer before.
 *
 * @throws UsageError where the columns are not those of such networks
 */
export function weightChain(columns: readonly string[]): ChainLayer[] {
  const runs = columnRuns(columns);
  const layers: ChainLayer[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const pair = runs.slice(i, i + 2);
    const bias = pair.find(({ shape }) => shape.length === 1);
    const kernel = pair.find(({ shape }) => shape.length > 1);
    const [outputs, inputs] = [kernel?.shape.at(-1), kernel?.shape.at(-2)];
    if (bias === undefined || kernel === undefined || outputs === undefined || inputs === undefined) {
      throw refusal(`the tensors ${pair.map(({ label }) => label).join(" and ")} are no bias and kernel`);
    }
    const before = layers.at(-1);
    if (bias.length !== outputs || (before !== undefined && before.outputs !== inputs)) {
      throw refusal(`${kernel.label} does not follow the layer before`);
    }
    layers.push({
      bias: bias.start,
      kernel: kernel.start,
      places: kernel.length / (inputs * outputs),
      inputs,
      outputs,
    });
  }
  if (layers.length === 0) throw refusal("there are no columns");
  return layers;
}

function columnRuns(columns: readonly string[]): ColumnRun[] {
  const runs: ColumnRun[] = [];
  for (const [start, column] of columns.entries()) {
    const [, label, indices] = COLUMN.exec(column) ?? [];
    if (label === undefined || indices === undefined) throw refusal(`'${column}' is no weight`);
    let run = runs.at(-1);
    if (run?.label !== label) {
      run = { label, start, length: 0, shape: [] };
      runs.push(run);
    }
    run.length++;
    // The last column of a tensor has its largest indices.
    run.shape = indices.split(",").map((index) => Number(index) + 1);
  }
  const broken = runs.find(
    ({ length, shape }) => shape.reduce((product, side) => product * side, 1) !== length,
  );
  if (broken !== undefined) throw refusal(`${broken.label} is not whole`);
  return runs;
}

function refusal(problem: string): UsageError {
  return new UsageError(
    `the equivariant predictor reads all weights of networks whose layers follow one another, so that it goes with the features 'weights'; ${problem}`,
  );
}
