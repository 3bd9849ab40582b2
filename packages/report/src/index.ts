export { parseResults } from "./parse-results.js";
export { renderReport } from "./render-report.js";
export { FONTS, themeStyle } from "./theme.js";
