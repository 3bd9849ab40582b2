import { Registry } from "../registry.js";
import { auc } from "./auc.js";
import { averagePrecision } from "./average-precision.js";
import { binaryError } from "./binary-error.js";
import { binaryLogloss } from "./binary-logloss.js";
import { crossEntropyLoss } from "./cross-entropy.js";
import { crossEntropyLambdaLoss } from "./cross-entropy-lambda.js";
import { fairLoss } from "./fair.js";
import { gammaLoss } from "./gamma.js";
import { gammaDeviance } from "./gamma-deviance.js";
import { huberLoss } from "./huber.js";
import { kullbackLeibler } from "./kullback-leibler.js";
import { l1 } from "./l1.js";
import { l2 } from "./l2.js";
import { mapeLoss } from "./mape.js";
import { meanAveragePrecision } from "./mean-average-precision.js";
import type { Metric } from "./metric.js";
import { multiError } from "./multi-error.js";
import { multiLogloss } from "./multi-logloss.js";
import { ndcg } from "./ndcg.js";
import { poissonLoss } from "./poisson.js";
import { quantileLoss } from "./quantile.js";
import { rmse } from "./rmse.js";
import { tweedieLoss } from "./tweedie.js";

/** The metrics that can be measured while training, by name. */
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
  binaryLogloss,
  binaryError,
  auc,
  averagePrecision,
  multiLogloss,
  multiError,
  crossEntropyLoss,
  crossEntropyLambdaLoss,
  kullbackLeibler,
  ndcg,
  meanAveragePrecision,
]);
