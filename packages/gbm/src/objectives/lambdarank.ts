import type { Objective } from "./objective.js";

/** A ranking loss of LightGBM. Its models are read, and predict raw scores: a row with a larger score ranks higher. */
export const lambdarank: Objective = {
  name: "lambdarank",
  aliases: [],
  metrics: [],
};
