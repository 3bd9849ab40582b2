export {
  PUBLISHED_COLLECTIONS,
  PUBLISHED_FEATURES,
  PUBLISHED_RESULTS,
  type PublishedResult,
  publishedResult,
} from "./reproduce/published-results.js";
export {
  type ParameterRange,
  SEARCH_SPACES,
  type SearchSpace,
  searchSpaceInWords,
} from "./search/search-space.js";
export type { Rung } from "./search/successive-halving.js";
export {
  type HiddenUnits,
  hiddenUnits,
  permuteHiddenUnits,
  rescaleHiddenUnits,
} from "./zoo/hidden-units.js";
export { hyperparameterStrata } from "./zoo/strata.js";
