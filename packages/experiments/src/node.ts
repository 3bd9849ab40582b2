export type { ExperimentOptions } from "./experiment-options.js";
export { serveExperiments } from "./process-runner.js";
export { type ReproduceOptions, type ReproduceSummary, reproduce } from "./reproduce.js";
export { type SearchOptions, type SearchResults, search } from "./search.js";
export type { TrialRecord } from "./search-trials.js";
