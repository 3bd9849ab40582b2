import { InputError } from "@weightcast/core";
import { takeTurns } from "@weightcast/runtime";
import { checkExamples } from "../../check-examples.js";
import type { FittedPredictor, Predictor } from "../../predictor.js";
import { currentBackend } from "../backend.js";
import { equivariantFiles, equivariantFromFiles } from "./equivariant-files.js";
import { EQUIVARIANT_DEFAULTS, equivariantParameters } from "./parameters.js";
import { tensorScales } from "./tensor-scales.js";
import { type EquivariantNetwork, predictEquivariant, trainEquivariant } from "./training.js";
import { weightChain } from "./weight-chain.js";

/**
 * A network on the raw weights of networks that does not see the order of hidden units. It goes with the features `weights`. It is here for
 * comparison: answers to dreamt images predict better.
 */
export const equivariantPredictor: Predictor = {
  name: "equivariant",
  // A scale for each column would tell units apart; the predictor scales whole tensors itself.
  standardises: false,
  defaultParameters: { ...EQUIVARIANT_DEFAULTS },
  searchSpace: {
    parameters: {
      units: { kind: "integer", low: 8, high: 64 },
      rounds: { kind: "integer", low: 1, high: 3 },
      learning_rate: { kind: "log-uniform", low: 3e-4, high: 1e-2 },
      batch_size: { kind: "choice", values: [16, 32, 64] },
    },
    budget: { name: "epochs", most: 120 },
  },
  check(parameters) {
    equivariantParameters(parameters);
  },
  async fit({ train, validation, columns, seed, onProgress, signal, ...request }) {
    const parameters = equivariantParameters(request.parameters);
    const layers = weightChain(columns);
    checkExamples(train, "train");
    if (validation !== undefined) checkExamples(validation, "validation", train.x.columns);
    const pause = takeTurns(signal);
    await pause();
    const { tf, label } = await currentBackend();
    const start = {
      layers,
      units: parameters.units,
      rounds: parameters.rounds,
      output: train.y.every((target) => target >= 0 && target <= 1) ? "sigmoid" : "linear",
      columns: train.x.columns,
      scales: tensorScales(layers, train.x),
    } as const;
    const network = await trainEquivariant(tf, start, {
      train,
      validation,
      parameters,
      seed,
      pause,
      onEpoch: (done) => onProgress?.({ stage: "training", done, total: parameters.epochs, unit: "epochs" }),
    });
    return fittedNetwork(network, label);
  },
  async load(files) {
    return fittedNetwork(equivariantFromFiles(files), (await currentBackend()).label);
  },
};

function fittedNetwork(network: EquivariantNetwork, backend: string): FittedPredictor {
  return {
    backend,
    async predict(x) {
      if (x.columns !== network.columns) {
        throw new InputError(
          `the features have ${x.columns} columns; the network was fitted on ${network.columns}`,
        );
      }
      return predictEquivariant((await currentBackend()).tf, network, x, takeTurns());
    },
    files: async () => equivariantFiles(network),
  };
}
