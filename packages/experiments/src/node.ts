export type { ExperimentOptions } from "./experiment-options.js";
export { serveExperiments } from "./jobs/process-runner.js";
export { type ReproduceOptions, type ReproduceSummary, reproduce } from "./reproduce/reproduce.js";
export { type SearchOptions, type SearchResults, search } from "./search/search.js";
export type { TrialRecord } from "./search/search-trials.js";
