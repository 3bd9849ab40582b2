export { parseResults } from "./parse-results.js";
export { renderReport } from "./render-report.js";
