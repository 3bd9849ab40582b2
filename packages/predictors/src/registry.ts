import { unknownName } from "@weightcast/core";
import { gbmPredictor } from "./gbm-predictor.js";
import type { Predictor } from "./predictor.js";
import { dnnPredictor, logitLinearPredictor } from "./tensorflow/dense-predictors.js";

/** Every predictor by name. */
export const PREDICTORS: ReadonlyMap<string, Predictor> = new Map(
  [gbmPredictor, logitLinearPredictor, dnnPredictor].map((predictor) => [predictor.name, predictor]),
);

/** @throws UsageError where there is none of that name; says which is closest */
export function predictorNamed(name: string): Predictor {
  const predictor = PREDICTORS.get(name);
  if (predictor === undefined) throw unknownName("predictor", name, Array.from(PREDICTORS.keys()));
  return predictor;
}
