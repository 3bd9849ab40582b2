import type { CellRecord, Estimate, ExperimentResults, ZooRecord } from "@weightcast/evaluation";
import { baselineOf, choosingPart, chosenCell } from "../cells.js";
import { type Markup, markup } from "../markup.js";
import { count, interval, orMissing, score } from "../numbers.js";
import { nameMarkup } from "./table.js";

/** A line and four numbers for each zoo: the predictor that was chosen, and what to hold its scores against. */
export function summarySection(results: ExperimentResults): Markup {
  return markup`<section id="summary" aria-labelledby="summary-h">
<h2 id="summary-h">In short</h2>
${results.zoos.map((zoo) => summaryOf(results, zoo))}
</section>
`;
}

function summaryOf(results: ExperimentResults, { name }: ZooRecord): Markup {
  const cell = chosenCell(results, name);
  if (cell === undefined) {
    return markup`<article class="summary"><h3>${name}</h3><p>No predictor was chosen: the tables below have what was measured.</p></article>\n`;
  }
  const baseline = baselineOf(results, name, cell.predictor);
  return markup`<article class="summary">
<h3>${name}</h3>
<p><b>${cell.predictor}</b> on ${nameMarkup(cell.features)} did best on the ${choosingPart(results)} part; these are its scores on ${count(cell.rows.test)} test networks. ${againstBaseline(cell, baseline)}</p>
<dl class="tiles">
${tile("R²", cell.scores.r2)}
${tile("Kendall’s τ", cell.scores.tau, cell.tauCeiling)}
${tile("τ at like hyperparameters", cell.strata?.tau)}
${tile("R² of hyperparameters alone", baseline?.scores.r2)}
</dl>
</article>
`;
}

function tile(name: string, value: Estimate | undefined, ceiling: number | null = null): Markup {
  const bounds = value === undefined ? null : interval(value);
  return markup`<div><dt>${name}</dt><dd>${orMissing(value?.value ?? null)}${bounds === null ? null : markup`<small>${bounds}</small>`}${ceiling === null ? null : markup`<small>of at most ${score(ceiling)}</small>`}</dd></div>`;
}

function againstBaseline({ scores }: CellRecord, baseline: CellRecord | undefined): string {
  const alone = baseline?.scores.r2.value ?? null;
  const own = scores.r2.value;
  if (baseline === undefined || alone === null || own === null) return "";
  return `Its R² is ${score(Math.abs(own - alone))} ${own >= alone ? "above" : "below"} what ${baseline.predictor} tells from hyperparameters alone.`;
}
