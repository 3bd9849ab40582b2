import { Registry } from "../registry.js";
import { auc } from "./classes/auc.js";
import { aucMu } from "./classes/auc-mu.js";
import { averagePrecision } from "./classes/average-precision.js";
import { binaryError } from "./classes/binary-error.js";
import { binaryLogloss } from "./classes/binary-logloss.js";
import { crossEntropyLoss } from "./classes/cross-entropy.js";
import { crossEntropyLambdaLoss } from "./classes/cross-entropy-lambda.js";
import { kullbackLeibler } from "./classes/kullback-leibler.js";
import { multiError } from "./classes/multi-error.js";
import { multiLogloss } from "./classes/multi-logloss.js";
import type { Metric } from "./metric.js";
import { meanAveragePrecision } from "./ranking/mean-average-precision.js";
import { ndcg } from "./ranking/ndcg.js";
import { fairLoss } from "./regression/fair.js";
import { gammaLoss } from "./regression/gamma.js";
import { gammaDeviance } from "./regression/gamma-deviance.js";
import { huberLoss } from "./regression/huber.js";
import { l1 } from "./regression/l1.js";
import { l2 } from "./regression/l2.js";
import { mapeLoss } from "./regression/mape.js";
import { poissonLoss } from "./regression/poisson.js";
import { quantileLoss } from "./regression/quantile.js";
import { r2 } from "./regression/r2.js";
import { rmse } from "./regression/rmse.js";
import { tweedieLoss } from "./regression/tweedie.js";

/** The metrics that can be measured during training, by name. */
export const metrics: Registry<Metric> = new Registry<Metric>("metric", [
  l2,
  rmse,
  l1,
  quantileLoss,
  huberLoss,
  fairLoss,
  mapeLoss,
  poissonLoss,
  gammaLoss,
  gammaDeviance,
  tweedieLoss,
  r2,
  binaryLogloss,
  binaryError,
  auc,
  averagePrecision,
  multiLogloss,
  multiError,
  aucMu,
  crossEntropyLoss,
  crossEntropyLambdaLoss,
  kullbackLeibler,
  ndcg,
  meanAveragePrecision,
]);
