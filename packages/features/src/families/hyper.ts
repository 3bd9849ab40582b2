import { hyperparameterPart } from "../parts/hyperparameter-part.js";
import type { FeatureFamily } from "./feature-family.js";
import { readName } from "./syntax.js";

/** The name of one hyperparameter; undefined for all hyperparameters of the paper. */
interface HyperRequest {
  readonly name: string | undefined;
}

/** The hyperparameters with which a network was trained, under the name that Unterthiner et al. 2020 use. */
export const hyper: FeatureFamily<HyperRequest> = {
  name: "hyper",
  syntax: "hyper or hyper.NAME",
  example: "hyper.learning_rate",
  help: "The published name of hyperparameters.",
  parse: (text) => readName(hyper, text, /^hyper(?:\.(.+))?$/, ([name]) => ({ name })),
  compile: ({ name }) => hyperparameterPart(name),
};
