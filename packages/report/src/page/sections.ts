import type { ExperimentResults } from "@weightcast/evaluation";
import { distinct } from "../cells.js";
import type { Figure } from "../drawing/figure.js";
import { type Content, type Markup, markup } from "../markup.js";
import { count, duration, MISSING } from "../numbers.js";
import { targetName } from "../target.js";
import { nameMarkup, scrollingTable } from "./table.js";

/** The head of the page: its title, its subject, and the settings that all numbers share. */
export function header(results: ExperimentResults): Markup {
  const { zoos, cells, protocol, quick, split, checkpoint, target, seed, resamples, seconds } = results;
  const networks = zoos.reduce((sum, zoo) => sum + zoo.networks, 0);
  return markup`<header>
<p class="eyebrow">Weightcast report</p>
<h1>Predicting ${targetName(target)} from weights</h1>
<p class="lead">How well a network’s ${targetName(target)} can be told from its weights alone: ${zoos.map(({ name }) => name).join(", ")}.</p>
${quick ? notice("A quick run.", "It has fewer feature sets, and no deep network on raw weights.") : null}
${protocol === "paper" ? notice("The paper’s protocol.", "These fits stop early on the test part, as those of the paper did, which makes their scores too good. The honest protocol stops early on a validation part.") : null}
<dl class="facts">
${fact("networks", `${count(networks)} in ${count(zoos.length)} ${zoos.length === 1 ? "zoo" : "zoos"}`)}
${fact("split of the runs", split)}
${fact("protocol", protocol)}
${fact("checkpoint", checkpoint)}
${fact("seed", String(seed))}
${fact("intervals", resamples === 0 ? "none" : `95%, ${count(resamples)} resamples`)}
${fact("backend", distinct(cells.map(({ backend }) => backend)).join(", ") || MISSING)}
${fact("time", duration(seconds))}
</dl>
<nav aria-label="Sections"><a href="#summary">In short</a> <a href="#zoos">Zoos</a> <a href="#scores">Scores</a> <a href="#honesty">How far to trust them</a> <a href="#figures">Figures</a> <a href="#made">How this was made</a></nav>
</header>
`;
}

/** The zoos, and how many networks each gave to which part. */
export function zoosSection({ zoos, cells }: ExperimentResults): Markup {
  const headings = [
    "networks",
    "train",
    "validation",
    "test",
    "not finite",
    "runs",
    "rows",
    "weights each",
    "epochs",
  ];
  return markup`<section id="zoos" aria-labelledby="zoos-h">
<h2 id="zoos-h">Zoos</h2>
${scrollingTable({
  id: "zoos-table",
  caption:
    "Networks that the experiments use, by part of the split. Networks with weights or a target that are not finite are left out.",
  head: markup`<tr><th scope="col">zoo</th><th scope="col">images</th>${headings.map((heading) => markup`<th class="number" scope="col">${heading}</th>`)}<th scope="col">fingerprint</th></tr>`,
  body: zoos.map((zoo) => {
    const parts = cells.find((cell) => cell.zoo === zoo.name)?.rows;
    const counts = [
      zoo.networks,
      parts?.train,
      parts?.validation,
      parts?.test,
      zoo.notFinite,
      zoo.runs,
      zoo.rows,
      zoo.parameters,
      zoo.epochs,
    ];
    return markup`<tr><th scope="row">${zoo.name}</th><td class="text">${zoo.dataset ?? MISSING}</td>${counts.map(
      (number) => markup`<td>${number === undefined ? MISSING : count(number)}</td>`,
    )}<td class="text"><code>${zoo.fingerprint.slice(0, FINGERPRINT_LETTERS)}</code></td></tr>\n`;
  }),
})}
</section>
`;
}

/** The number of hexadecimal digits of a fingerprint that distinguish zoos; results.json has all digits. */
const FINGERPRINT_LETTERS = 12;

/** The figures with their captions. */
export function figuresSection(figures: readonly Figure[]): Markup {
  return markup`<section id="figures" aria-labelledby="figures-h">
<h2 id="figures-h">Figures</h2>
${figures.map(
  ({ name, title, caption, data, inline }, i) => markup`<figure id="figure-${name}">
<div class="scroll" role="region" aria-label="Figure ${String(i + 1)}: ${title}" tabindex="0">${inline}</div>
<figcaption><b>Figure ${String(i + 1)}. ${title}.</b> ${caption} <span class="source">Data: <code>${data}</code> in <a href="results.json">results.json</a>; drawing: <a href="figures/${name}.svg">${name}.svg</a>.</span></figcaption>
</figure>
`,
)}</section>
`;
}

/** The list of parts that could not be computed; null if there is none. */
export function failuresSection({ failures = [] }: ExperimentResults): Markup | null {
  if (failures.length === 0) return null;
  return markup`<section id="failures" aria-labelledby="failures-h">
<h2 id="failures-h">What could not be computed</h2>
${scrollingTable({
  id: "failures-table",
  caption: "These parts are missing from the sections above.",
  head: markup`<tr><th scope="col">zoo</th><th scope="col">what</th><th scope="col">why</th></tr>`,
  body: failures.map(
    ({ zoo, what, problem }) =>
      markup`<tr><th scope="row">${zoo}</th><td class="text">${what}</td><td class="text">${problem}</td></tr>\n`,
  ),
})}
</section>
`;
}

/** The command that made the results, and the time of its parts. */
export function madeSection(results: ExperimentResults): Markup {
  const { weightcast, cells, seconds, split, seed } = results;
  const command = commandOf(results);
  const fits = distinct(cells.map(({ predictor, backend }) => JSON.stringify([predictor, backend])));
  return markup`<section id="made" aria-labelledby="made-h">
<h2 id="made-h">How this was made</h2>
<pre><code>${command}</code></pre>
<p>Weightcast ${weightcast}, split <code>${split}</code>, seed ${String(seed)}, ${duration(seconds)} in all. Every number and every point that is drawn here is in <a href="results.json">results.json</a>.</p>
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

/** Returns the command that makes the same results from the same zoos. */
function commandOf({ zoos, quick, protocol, split, checkpoint, seed }: ExperimentResults): string {
  return [
    "weightcast reproduce",
    ...zoos.map((_, i) => (zoos.length === 1 ? "ZOO" : `ZOO_${i + 1}`)),
    ...(quick ? ["--quick"] : []),
    ...(protocol === "paper" ? ["--protocol paper"] : []),
    `--split ${shellWord(split)}`,
    `--checkpoint ${shellWord(checkpoint)}`,
    `--seed ${seed}`,
    "-o DIR",
  ].join(" ");
}

/** Quotes a word for a shell if it needs quotes. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function notice(title: string, text: string): Markup {
  return markup`<p class="notice"><b>${title}</b> ${text}</p>`;
}

function fact(name: string, value: Content): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
}
