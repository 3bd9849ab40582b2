import { Registry } from "../registry.js";
import { crossEntropy } from "./cross-entropy.js";
import { fair } from "./fair.js";
import { huber } from "./huber.js";
import { mape } from "./mape.js";
import type { Objective } from "./objective.js";
import { quantile } from "./quantile.js";
import { regression } from "./regression.js";
import { regressionL1 } from "./regression-l1.js";

/** The objectives that can be trained with and whose model files can be read, by name. */
export const objectives: Registry<Objective> = new Registry<Objective>("objective", [
  regression,
  regressionL1,
  huber,
  fair,
  quantile,
  mape,
  crossEntropy,
]);
