export {
  PUBLISHED_COLLECTIONS,
  PUBLISHED_FEATURES,
  PUBLISHED_RESULTS,
  type PublishedResult,
  publishedResult,
} from "./reproduce/published-results.js";
export { searchSpaceInWords } from "./search/search-space.js";
export { halvingRungs, type Rung } from "./search/successive-halving.js";
export { permuteHiddenUnits, rescaleHiddenUnits } from "./zoo/hidden-units.js";
export { hyperparameterStrata } from "./zoo/strata.js";
