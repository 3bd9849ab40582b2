import { InputError } from "@weightcast/core";
import { takeTurns } from "@weightcast/runtime";
import { checkExamples } from "../check-examples.js";
import type { FittedPredictor, Predictor } from "../predictor.js";
import type { ParameterRange } from "../search-space.js";
import { currentBackend } from "./backend.js";
import { type DenseNetwork, initialNetwork, layersModel } from "./dense-network.js";
import { networkFiles, networkFromFiles } from "./layers-files.js";
import {
  DNN,
  LOGIT_LINEAR,
  type ParameterSpace,
  resolveParameters,
  standardParameters,
} from "./parameters.js";
import { rowPredictor } from "./prediction.js";
import { trainNetwork } from "./training.js";

const INITIALISERS = ["RandomNormal", "TruncatedNormal", "glorot_normal", "he_normal", "orthogonal"];

/**
 * The hyperparameters that a search draws for either network. The ranges include the values that the paper's
 * own search found best.
 */
const SHARED_RANGES: Readonly<Record<string, ParameterRange>> = {
  l2_penalty: { kind: "log-uniform", low: 1e-8, high: 1e-3 },
  w_init_name: { kind: "choice", values: INITIALISERS },
  init_stddev: { kind: "log-uniform", low: 1e-3, high: 0.1 },
  optimizer_name: { kind: "choice", values: ["adam", "sgd"] },
  learning_rate: { kind: "log-uniform", low: 1e-3, high: 0.5 },
  batch_size: { kind: "choice", values: [64, 128, 256, 512] },
};

const EPOCHS = { name: "epochs", most: 300 } as const;

/** Unterthiner et al.'s linear predictor: one unit, with an L2 penalty on its kernel. */
export const logitLinearPredictor: Predictor = densePredictor("logit-linear", LOGIT_LINEAR, {
  searchSpace: { parameters: SHARED_RANGES, budget: EPOCHS },
  reproduction: { transfers: false, slowFeatures: [], cost: 1 },
});

/** Unterthiner et al.'s network: relu layers with dropout and an L2 penalty on their kernels, then one unit. */
export const dnnPredictor: Predictor = densePredictor("dnn", DNN, {
  searchSpace: {
    parameters: {
      n_layers: { kind: "integer", low: 3, high: 9 },
      n_hiddens: { kind: "integer", low: 256, high: 511 },
      dropout_rate: { kind: "uniform", low: 0, high: 0.2 },
      ...SHARED_RANGES,
    },
    budget: EPOCHS,
  },
  reproduction: { transfers: true, slowFeatures: ["weights"], cost: 2 },
});

/**
 * A predictor that is a dense network, trained on the mean squared error. Its unit is a sigmoid one where the targets that it
 * is trained on all lie in [0, 1], else a linear one.
 */
function densePredictor(
  name: string,
  space: ParameterSpace,
  experiments: Pick<Predictor, "searchSpace" | "reproduction">,
): Predictor {
  return {
    name,
    ...experiments,
    standardises: true,
    defaultParameters: standardParameters(space),
    check(parameters) {
      resolveParameters(parameters, space);
    },
    async fit({ train, validation, seed, onProgress, signal, ...request }) {
      const parameters = resolveParameters(request.parameters, space);
      checkExamples(train, "train");
      if (validation !== undefined) checkExamples(validation, "validation", train.x.columns);
      const pause = takeTurns(signal);
      await pause();
      const { tf, label } = await currentBackend();
      const output = train.y.every((target) => target >= 0 && target <= 1) ? "sigmoid" : "linear";
      const network = await trainNetwork(tf, initialNetwork(train.x.columns, output, parameters, seed), {
        train,
        validation,
        parameters,
        seed,
        pause,
        onEpoch: (done) =>
          onProgress?.({ stage: "training", done, total: parameters.epochs, unit: "epochs" }),
      });
      return fittedNetwork(network, label);
    },
    async load(files) {
      const network = networkFromFiles(files);
      return fittedNetwork(network, (await currentBackend()).label);
    },
  };
}

/** Keeps the weights as plain arrays and makes a model where one is needed: nothing to dispose of, and no backend to be tied to. */
function fittedNetwork(network: DenseNetwork, backend: string): FittedPredictor {
  return {
    backend,
    async predict(x) {
      if (x.columns !== network.inputs) {
        throw new InputError(
          `the features have ${x.columns} columns; the network was fitted on ${network.inputs}`,
        );
      }
      const { tf } = await currentBackend();
      const model = layersModel(tf, network);
      try {
        return await rowPredictor(tf, model, x)(takeTurns());
      } finally {
        model.dispose();
      }
    },
    files: async () => networkFiles((await currentBackend()).tf, network),
  };
}
