import type { EnvironmentRecord, ExperimentResults } from "@weightcast/evaluation";
import { distinct } from "../cells.js";
import type { Figure } from "../drawing/figure.js";
import { type Content, type Markup, markup } from "../markup.js";
import { count, duration, MISSING } from "../numbers.js";
import { targetName } from "../target.js";
import { scrollingTable } from "./table.js";

/** The head of the page: its title, its subject, and the settings that all numbers share. */
export function header(results: ExperimentResults, environment: EnvironmentRecord | undefined): Markup {
  const { zoos, cells, protocol, quick, split, checkpoint, target, seed, resamples, seconds } = results;
  const seeds = Math.max(1, ...cells.map(({ repeats }) => repeats?.seeds.length ?? 1));
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
${fact(seeds === 1 ? "seed" : "seeds and splits", seeds === 1 ? String(seed) : `${seed} to ${seed + seeds - 1}`)}
${fact("intervals", resamples === 0 ? "none" : `95%, ${count(resamples)} resamples`)}
${fact("backend", distinct(cells.map(({ backend }) => backend)).join(", ") || MISSING)}
${fact("time", duration(seconds))}
${environment?.last == null ? null : fact("date", environment.last.slice(0, "2026-11-26".length))}
</dl>
</header>
`;
}

/** Links to the sections of the page; on a wide screen they stay beside them. */
export function sectionLinks({ differences = [] }: ExperimentResults): Markup {
  const links = [
    ["summary", "In short"],
    ["zoos", "Zoos"],
    ["scores", "Scores"],
    ["published", "Published values"],
    ["honesty", "How far to trust them"],
    ...(differences.length === 0 ? [] : [["differences", "Differences"]]),
    ["figures", "Figures"],
    ["files", "For your paper"],
    ["made", "How this was made"],
  ];
  return markup`<nav aria-label="Sections">${links.map(([id, text]) => markup`<a href="#${id ?? ""}">${text ?? ""}</a> `)}</nav>`;
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
<div class="figures">
${figures.map(
  (
    { name, title, caption, data, width, inline },
    i,
  ) => markup`<figure id="figure-${name}" style="--width:${Math.round(width)}px">
<div class="scroll" role="region" aria-label="Figure ${String(i + 1)}: ${title}" tabindex="0">${inline}</div>
<figcaption><b>Figure ${String(i + 1)}. ${title}.</b> ${caption} <span class="source">Data: <code>${data}</code> in <a href="results.json">results.json</a>; drawing: <a href="figures/${name}.svg">${name}.svg</a>.</span></figcaption>
</figure>
`,
)}</div>
</section>
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

function notice(title: string, text: string): Markup {
  return markup`<p class="notice"><b>${title}</b> ${text}</p>`;
}

function fact(name: string, value: Content): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
}
