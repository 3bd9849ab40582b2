import { Registry } from "../registry.js";
import { binary } from "./binary.js";
import { crossEntropy } from "./cross-entropy.js";
import { crossEntropyLambda } from "./cross-entropy-lambda.js";
import { fair } from "./fair.js";
import { gamma } from "./gamma.js";
import { huber } from "./huber.js";
import { lambdarank } from "./lambdarank.js";
import { mape } from "./mape.js";
import { multiclass } from "./multiclass.js";
import { multiclassova } from "./multiclassova.js";
import type { Objective } from "./objective.js";
import { poisson } from "./poisson.js";
import { quantile } from "./quantile.js";
import { rankXendcg } from "./rank-xendcg.js";
import { regression } from "./regression.js";
import { regressionL1 } from "./regression-l1.js";
import { tweedie } from "./tweedie.js";

/** The objectives that can be trained with and whose model files can be read, by name. */
export const objectives: Registry<Objective> = new Registry<Objective>("objective", [
  regression,
  regressionL1,
  huber,
  fair,
  quantile,
  mape,
  poisson,
  gamma,
  tweedie,
  binary,
  multiclass,
  multiclassova,
  crossEntropy,
  crossEntropyLambda,
  lambdarank,
  rankXendcg,
]);
