import { gatherRows, InputError, matrix, matrixRow, RandomStream, unknownName } from "@weightcast/core";
import { takeTurns } from "@weightcast/runtime";
import { checkExamples } from "../check-examples.js";
import type { Examples, FittedPredictor, Predictor } from "../predictor.js";
import type { SearchSpace } from "../search-space.js";
import { targetScale } from "../target-scale.js";
import { fitKernelMachine, KernelMachine } from "./kernel-machine.js";
import { type KernelRidgeContents, kernelRidgeFiles, kernelRidgeFromFiles } from "./kernel-ridge-files.js";
import { KERNEL_RIDGE_DEFAULTS, resolveKernelRidge } from "./parameters.js";

/** The hyperparameters that a search draws. */
export const KERNEL_RIDGE_RANGES: SearchSpace["parameters"] = {
  ridge: { kind: "log-uniform", low: 0.001, high: 1 },
  gamma: { kind: "log-uniform", low: 0.03, high: 3 },
};

/**
 * Kernel ridge regression on the normal scores of each column; a bounded target is learned on the logit
 * scale. It does not support missing values.
 */
export const kernelRidgePredictor: Predictor = {
  name: "kernel-ridge",
  standardises: false,
  fitsFast: true,
  defaultParameters: { ...KERNEL_RIDGE_DEFAULTS },
  searchSpace: {
    parameters: KERNEL_RIDGE_RANGES,
    budget: { name: "max_rows", most: KERNEL_RIDGE_DEFAULTS.max_rows },
  },
  check(parameters) {
    resolveKernelRidge(parameters);
  },
  async fit({ train, range = null, columns, parameters, seed, signal }) {
    const { max_rows, trend, ...shape } = resolveKernelRidge(parameters);
    const trendColumns = trend.map((name) => columnNamed(name, columns));
    checkExamples(train, "train");
    const { x, y } = drawRows(train, max_rows, seed);
    const data = new Float32Array(x.rows * x.columns);
    for (let row = 0; row < x.rows; row++) data.set(matrixRow(x, row), row * x.columns);
    const targets = targetScale(range).learned(y);
    const features = matrix(data, x.rows, x.columns);
    return fittedKernelRidge({
      state: await fitKernelMachine(features, targets, shape, trendColumns, takeTurns(signal)),
      range,
    });
  },
  async load(files) {
    return fittedKernelRidge(kernelRidgeFromFiles(files));
  },
};

function columnNamed(name: string, columns: readonly string[]): number {
  const column = columns.indexOf(name);
  if (column < 0) throw unknownName("column", name, columns);
  return column;
}

/**
 * Returns all examples, or the number of them that a fit uses, drawn without replacement and left in their
 * order.
 */
function drawRows({ x, y }: Examples, most: number, seed: number): Examples {
  if (x.rows <= most) return { x, y };
  const rows = new RandomStream(seed, "kernel-ridge rows").permutation(x.rows).subarray(0, most).sort();
  return { x: gatherRows(x, rows), y: Float64Array.from(rows, (row) => y[row]!) };
}

function fittedKernelRidge(contents: KernelRidgeContents): FittedPredictor {
  const machine = new KernelMachine(contents.state);
  const { columns } = contents.state.x;
  const scale = targetScale(contents.range);
  return {
    backend: "JavaScript",
    async predict(x) {
      if (x.columns !== columns) {
        throw new InputError(`the features have ${x.columns} columns; the model was fitted on ${columns}`);
      }
      return scale.predicted(await machine.predict(x, takeTurns()));
    },
    files: async () => kernelRidgeFiles(contents),
  };
}
