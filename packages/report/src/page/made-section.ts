import type { EnvironmentRecord, ExperimentResults } from "@weightcast/evaluation";
import { distinct } from "../cells.js";
import { citation } from "../citation.js";
import { type Markup, markup } from "../markup.js";
import { count, duration } from "../numbers.js";
import type { ReportTable } from "../tables/report-table.js";
import { nameMarkup, scrollingTable } from "./table.js";

/** The command that made the results, where and when they were computed, and the time of their parts. */
export function madeSection(results: ExperimentResults, environment: EnvironmentRecord | undefined): Markup {
  const { weightcast, cells, seconds, split, seed } = results;
  const fits = distinct(cells.map(({ predictor, backend }) => JSON.stringify([predictor, backend])));
  return markup`<section id="made" aria-labelledby="made-h">
<h2 id="made-h">How this was made</h2>
<pre><code>${commandOf(results)}</code></pre>
<p>Weightcast ${weightcast}, split <code>${split}</code>, seed ${String(seed)}, ${duration(seconds)} in all. Every number and every point that is drawn here is in <a href="results.json">results.json</a>.</p>
${environment === undefined ? null : environmentMarkup(environment)}
${scrollingTable({
  id: "made-table",
  caption: "Fits and scores, by what computed them.",
  head: markup`<tr><th scope="col">predictor</th><th scope="col">backend</th><th class="number" scope="col">feature sets</th><th class="number" scope="col">time</th></tr>`,
  body: fits.map((fit) => {
    const [predictor, backend] = JSON.parse(fit) as [string, string];
    const ofFit = cells.filter((cell) => cell.predictor === predictor && cell.backend === backend);
    const time = ofFit.reduce((sum, cell) => sum + cell.seconds, 0);
    return markup`<tr><th scope="row">${predictor}</th><td class="text">${nameMarkup(backend)}</td><td>${count(ofFit.length)}</td><td>${duration(time)}</td></tr>\n`;
  }),
})}
</section>
`;
}

/** The tables as files, and how to cite. */
export function filesSection({ weightcast }: ExperimentResults, tables: readonly ReportTable[]): Markup {
  return markup`<section id="files" aria-labelledby="files-h">
<h2 id="files-h">For your paper</h2>
<ul class="files">${tables.map(
    ({ name, title }) =>
      markup`<li>${title}: <a href="tables/${name}.csv">${name}.csv</a>, <a href="tables/${name}.tex">${name}.tex</a></li>\n`,
  )}</ul>
<p>The LaTeX tables need the packages <code>booktabs</code> and <code>longtable</code>. To cite (<a href="citation.bib">citation.bib</a>):</p>
<pre><code>${citation(weightcast)}</code></pre>
</section>
`;
}

const GIBIBYTE = 2 ** 30;

function environmentMarkup({ weightcast, first, last, machines }: EnvironmentRecord): Markup {
  const days = [...new Set([first, last].flatMap((time) => (time === null ? [] : [dateOf(time)])))];
  return markup`<p>Computed ${days.length === 0 ? "" : `${days.join(" to ")} (UTC) `}by Weightcast ${weightcast}; times and machines are in <a href="environment.json">environment.json</a>.</p>
${scrollingTable({
  id: "machines-table",
  caption: "Machines that computed the fits.",
  head: markup`<tr><th scope="col">processor</th><th class="number" scope="col">cores</th><th class="number" scope="col">memory</th><th scope="col">system</th><th scope="col">Node.js</th><th class="number" scope="col">fits</th></tr>`,
  body: machines.map(
    ({ processor, cores, memory, system, node, fits }) =>
      markup`<tr><th scope="row">${processor}</th><td>${count(cores)}</td><td>${`${count(Math.round(memory / GIBIBYTE))} GiB`}</td><td class="text">${system}</td><td class="text">${node}</td><td>${count(fits)}</td></tr>\n`,
  ),
})}`;
}

/** E.g. `2026-11-26 21:05`; the text itself where it is no time of ISO 8601. */
function dateOf(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, "$1 $2");
}

/** Returns the command that makes the same results from the same zoos. */
function commandOf(results: ExperimentResults): string {
  const { zoos, quick, protocol, split, checkpoint, seed } = results;
  const seeds = Math.max(1, ...results.cells.map(({ repeats }) => repeats?.seeds.length ?? 1));
  return [
    "weightcast reproduce",
    ...zoos.map((_, i) => (zoos.length === 1 ? "ZOO" : `ZOO_${i + 1}`)),
    ...(quick ? ["--quick"] : []),
    ...(protocol === "paper" ? ["--protocol paper"] : []),
    `--split ${shellWord(split)}`,
    `--checkpoint ${shellWord(checkpoint)}`,
    `--seed ${seed}`,
    ...(seeds === 1 ? [] : [`--seeds ${seeds}`]),
    "-o DIR",
  ].join(" ");
}

/** Quotes a word for a shell if it needs quotes. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
