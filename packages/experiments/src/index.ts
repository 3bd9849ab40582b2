export {
  type HiddenUnits,
  hiddenUnits,
  permuteHiddenUnits,
  rescaleHiddenUnits,
} from "./hidden-units.js";
export {
  PUBLISHED_COLLECTIONS,
  PUBLISHED_FEATURES,
  PUBLISHED_RESULTS,
  type PublishedResult,
  publishedResult,
} from "./published-results.js";
export {
  type ParameterRange,
  SEARCH_SPACES,
  type SearchSpace,
  searchSpaceInWords,
} from "./search-space.js";
export { hyperparameterStrata } from "./strata.js";
export type { Rung } from "./successive-halving.js";
