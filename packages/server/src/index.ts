export { DEFAULT_LIMITS, type ServerLimits } from "./http/limits.js";
export {
  type PageContents,
  type ServedResults,
  type ServedZoo,
  startPageServer,
} from "./page/page-server.js";
export type { RunningServer } from "./running-server.js";
export { type ScoringServerOptions, startScoringServer } from "./scoring/scoring-server.js";
