import type { ExperimentResults } from "@weightcast/evaluation";
import type { Figure } from "../drawing/figure.js";
import { Markup, markup } from "../markup.js";
import { targetName } from "../target.js";
import { publishedTaus } from "./published-taus.js";
import { honestyTables, scoreTables } from "./score-tables.js";
import { failuresSection, figuresSection, header, madeSection, zoosSection } from "./sections.js";
import { pageStyle } from "./style.js";
import { summarySection } from "./summary.js";

/** The Content-Security-Policy, which forbids scripts, images, fonts and requests, whatever the names of zoos contain. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The whole page, as HTML that is also well-formed XML. */
export function page(results: ExperimentResults, figures: readonly Figure[]): string {
  const { zoos, target, weightcast } = results;
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
${header(results)}
<main>
${summarySection(results)}
${zoosSection(results)}
<section id="scores" aria-labelledby="scores-h">
<h2 id="scores-h">Scores</h2>
<p>On the test part: networks of runs that no fit was trained on. The published R² is the paper’s, for the same features and kind of predictor.</p>
${scoreTables(results)}${publishedTaus()}
</section>
<section id="honesty" aria-labelledby="honesty-h">
<h2 id="honesty-h">How far to trust these scores</h2>
<p>Much of a score can come from recognising hyperparameters. <b>Within strata</b>, only networks whose hyperparameters are alike are ranked against each other; <b>hyperparameters alone</b> is a predictor that sees no weights. Two changes leave a network’s function as it is: <b>permuting</b> its channels and <b>rescaling</b> the weights on both sides of a relu. A prediction should not move under these changes; the tables give the mean and the largest (max) move of the predictions, and τ on the changed networks.</p>
${honestyTables(results)}
</section>
${failuresSection(results)}
${figuresSection(figures)}
${madeSection(results)}
</main>
</body>
</html>
`.text;
}
