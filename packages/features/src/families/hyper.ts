import { hyperparameterPart } from "../parts/hyperparameter-part.js";
import type { FeatureFamily } from "./feature-family.js";
import { readName } from "./syntax.js";

/** One hyperparameter, or those of the paper where undefined. */
interface HyperRequest {
  readonly name: string | undefined;
}

/** What a network was trained with, under the name of Unterthiner et al. 2020. */
export const hyper: FeatureFamily<HyperRequest> = {
  name: "hyper",
  syntax: "hyper or hyper.NAME",
  example: "hyper.learning_rate",
  help: "The published name of hyperparameters.",
  parse: (text) => readName(hyper, text, /^hyper(?:\.(.+))?$/, ([name]) => ({ name })),
  compile: ({ name }) => hyperparameterPart(name),
};
