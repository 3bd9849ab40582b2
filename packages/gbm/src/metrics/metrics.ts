import { Registry } from "../registry.js";
import { crossEntropyLoss } from "./cross-entropy.js";
import { fairLoss } from "./fair.js";
import { huberLoss } from "./huber.js";
import { l1 } from "./l1.js";
import { l2 } from "./l2.js";
import { mapeLoss } from "./mape.js";
import type { Metric } from "./metric.js";
import { quantileLoss } from "./quantile.js";
import { rmse } from "./rmse.js";

/** The metrics that can be measured while training, by name. */
export const metrics: Registry<Metric> = new Registry<Metric>("metric", [
  l2,
  rmse,
  l1,
  quantileLoss,
  huberLoss,
  fairLoss,
  mapeLoss,
  crossEntropyLoss,
]);
