import type { Objective } from "./objective.js";

/** A ranking loss of LightGBM. Its models are read, and predict raw scores: a row with a larger score ranks higher. */
export const rankXendcg: Objective = {
  name: "rank_xendcg",
  aliases: ["xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart"],
  metrics: [],
};
