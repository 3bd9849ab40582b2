export type { ExperimentOptions } from "./experiment-options.js";
export type { Made } from "./jobs/made.js";
export { serveExperiments } from "./jobs/process-runner.js";
export type { ShardOptions, ShardSummary } from "./jobs/shard-summary.js";
export { parseStoredJob, type StoredJob } from "./jobs/stored-job.js";
export {
  type ReproduceOptions,
  type ReproduceSummary,
  reproduce,
  reproduceShard,
} from "./reproduce/reproduce.js";
export { type SearchOptions, type SearchResults, search, searchShard } from "./search/search.js";
export type { TrialRecord } from "./search/search-trials.js";
