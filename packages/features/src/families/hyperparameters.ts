import { hyperparameterPart } from "../parts/hyperparameter-part.js";
import type { FeatureFamily } from "./feature-family.js";
import { readName } from "./syntax.js";

/** The name of one hyperparameter; undefined for all hyperparameters of the paper. */
interface HyperparametersRequest {
  readonly name: string | undefined;
}

/** The hyperparameters with which a network was trained, under a plain name. */
export const hyperparameters: FeatureFamily<HyperparametersRequest> = {
  name: "hyperparameters",
  syntax: "hyperparameters or hyperparameters.NAME",
  example: "hyperparameters.learning_rate",
  help: "What each network was trained with, from the zoo's metrics: initialiser and activation one-hot, learning_rate, init_std, l2reg, train_fraction and dropout, or any one hyperparameter. As in the paper the optimizer is not among them; hyperparameters+hyperparameters.optimizer adds it.",
  parse: (text) => readName(hyperparameters, text, /^hyperparameters(?:\.(.+))?$/, ([name]) => ({ name })),
  compile: ({ name }) => hyperparameterPart(name),
};
