import type { EnvironmentRecord, ExperimentResults } from "@weightcast/evaluation";
import type { Figure } from "../drawing/figure.js";
import { Markup, markup } from "../markup.js";
import type { ReportTable } from "../tables/report-table.js";
import { targetName } from "../target.js";
import { filesSection, madeSection } from "./made-section.js";
import { publishedTaus } from "./published-taus.js";
import { reportTableMarkup } from "./report-table-markup.js";
import { honestyTables, scoreTables } from "./score-tables.js";
import { failuresSection, figuresSection, header, sectionLinks, zoosSection } from "./sections.js";
import { pageStyle } from "./style.js";
import { summarySection } from "./summary.js";

/** The Content-Security-Policy, which forbids scripts, images, fonts and requests, whatever the names of zoos contain. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** What a page shows beside the results. */
interface PageParts {
  readonly figures: readonly Figure[];
  readonly tables: readonly ReportTable[];
  readonly environment: EnvironmentRecord | undefined;
}

/** The whole page, as HTML that is also well-formed XML. */
export function page(results: ExperimentResults, { figures, tables, environment }: PageParts): string {
  const { zoos, target, weightcast } = results;
  // With one zoo, its name need not stand in every row.
  const leftOut = zoos.length === 1 ? ["zoo"] : [];
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="generator" content="Weightcast ${weightcast}"/>
<title>Predicting ${targetName(target)} from weights: ${zoos.map(({ name }) => name).join(", ")}</title>
<style>
${new Markup(pageStyle())}
</style>
</head>
<body>
${header(results, environment)}
${sectionLinks(results)}
<main>
${summarySection(results)}
${zoosSection(results)}
<section id="scores" aria-labelledby="scores-h">
<h2 id="scores-h">Scores</h2>
<p>On the test part: networks of runs that no fit was trained on.</p>
${scoreTables(results)}
</section>
<section id="published" aria-labelledby="published-h">
<h2 id="published-h">Published values</h2>
${tableNamed(tables, "published", leftOut)}${publishedTaus()}
</section>
<section id="honesty" aria-labelledby="honesty-h">
<h2 id="honesty-h">How far to trust these scores</h2>
<p>Much of a score can come from recognising hyperparameters. <b>Within strata</b>, only networks whose hyperparameters are alike are ranked against each other; <b>hyperparameters alone</b> is a predictor that sees no weights. Two changes leave a network’s function as it is: <b>permuting</b> its channels and <b>rescaling</b> the weights on both sides of a relu. A prediction should not move under these changes; the tables give the mean and the largest (max) move of the predictions, and τ on the changed networks.</p>
${honestyTables(results)}
</section>
${differencesSection(tables, leftOut)}
${failuresSection(results)}
${figuresSection(figures)}
${filesSection(results, tables)}
${madeSection(results, environment)}
</main>
</body>
</html>
`.text;
}

/** The tests of differences; null where there are none. */
function differencesSection(tables: readonly ReportTable[], leftOut: readonly string[]): Markup | null {
  const [best = null, same = null] = ["differences", "differences-by-features"].map((name) =>
    tableNamed(tables, name, leftOut),
  );
  if (best === null && same === null) return null;
  return markup`<section id="differences" aria-labelledby="differences-h">
<h2 id="differences-h">Differences between predictors</h2>
<p>Two predictors are scored on the same samples of test runs, so that what makes a sample easy for both cancels: a difference may be certain although the intervals of both scores overlap.</p>
${best}${same === null ? null : markup`<details><summary>On the same features</summary>${same}</details>`}
</section>
`;
}

function tableNamed(tables: readonly ReportTable[], name: string, leftOut: readonly string[]): Markup | null {
  const table = tables.find((candidate) => candidate.name === name);
  return table === undefined ? null : reportTableMarkup(table, leftOut);
}
