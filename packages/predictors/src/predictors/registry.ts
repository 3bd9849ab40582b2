import { UsageError, unknownName } from "@weightcast/core";
import { blendPredictor } from "./blend.js";
import { gbmPredictor } from "./gbm.js";
import { kernelRidgePredictor } from "./kernel-ridge/kernel-ridge.js";
import type { Predictor } from "./predictor.js";
import { dnnPredictor, logitLinearPredictor } from "./tensorflow/dense-predictors.js";
import { equivariantPredictor } from "./tensorflow/equivariant/equivariant.js";

const predictors = new Map<string, Predictor>();
for (const predictor of [
  gbmPredictor,
  logitLinearPredictor,
  dnnPredictor,
  kernelRidgePredictor,
  blendPredictor,
  equivariantPredictor,
]) {
  registerPredictor(predictor);
}

/** Every predictor by its name, in the order of registration. */
export const PREDICTORS: ReadonlyMap<string, Predictor> = predictors;

/**
 * Adds a predictor. From then on `fitModel`, `loadModel`, searches and reproductions find it by its name.
 *
 * @throws UsageError where there is a predictor of that name already
 */
export function registerPredictor(predictor: Predictor): void {
  if (predictors.has(predictor.name)) {
    throw new UsageError(`there is a predictor named '${predictor.name}' already`);
  }
  predictors.set(predictor.name, predictor);
}

/** @throws UsageError where there is no predictor of that name; says which name is closest */
export function predictorNamed(name: string): Predictor {
  const predictor = predictors.get(name);
  if (predictor === undefined) throw unknownName("predictor", name, Array.from(predictors.keys()));
  return predictor;
}
