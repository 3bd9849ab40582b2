import type {
  CellRecord,
  ExperimentResults,
  InvarianceRecord,
  Spread,
  ZooRecord,
} from "@weightcast/evaluation";
import { choosingPart } from "../cells.js";
import { type Content, type Markup, markup } from "../markup.js";
import { count, MISSING, orMissing, score, thousandths } from "../numbers.js";
import { CHOSEN, type Column, predictorTable } from "./predictor-table.js";
import { estimateLines, numberLines } from "./table.js";

/** The columns of fits, with the ceiling of tau in each cell that has one. */
const FIT: readonly Column[] = fitColumns(
  (tauCeiling) => markup`<small>of at most ${score(tauCeiling)}</small>`,
);
/** The columns of fits whose ceiling of tau stands in the caption. */
const FIT_BELOW_ONE_CEILING: readonly Column[] = fitColumns(() => null);

function fitColumns(showCeiling: (tauCeiling: number) => Content): Column[] {
  return [
    {
      heading: "R²",
      show: ({ scores, repeats }) => withSeeds(estimateLines(scores.r2, score), repeats?.scores.r2),
      rank: ({ scores }) => scores.r2.value,
    },
    {
      heading: "τ",
      show: ({ scores, repeats, tauCeiling = null }) =>
        markup`${withSeeds(estimateLines(scores.tau, score), repeats?.scores.tau)}${tauCeiling === null ? null : showCeiling(tauCeiling)}`,
      rank: ({ scores }) => scores.tau.value,
    },
  ];
}

const ERRORS: readonly Column[] = [
  {
    heading: "MSE ×10⁻³",
    show: ({ scores }) => estimateLines(scores.mse, thousandths),
    rank: ({ scores }) => negative(scores.mse.value),
  },
  {
    heading: "MAD ×10⁻³",
    show: ({ scores }) => estimateLines(scores.mad, thousandths),
    rank: ({ scores }) => negative(scores.mad.value),
  },
];

const HONESTY: readonly Column[] = [
  { heading: "τ", show: ({ scores }) => orMissing(scores.tau.value) },
  {
    heading: "τ within strata",
    show: ({ strata }) => estimateLines(strata?.tau, score),
    rank: ({ strata }) => strata?.tau.value ?? null,
  },
  { heading: "permuted", show: (cell) => moved(cell, "permuted") },
  { heading: "rescaled", show: (cell) => moved(cell, "rescaled") },
];

/** Shows, for each zoo, R2 and tau, then the errors. */
export function scoreTables(results: ExperimentResults): Markup {
  return markup`${results.zoos.map(({ name }, i) => {
    const rows = results.cells.find(({ zoo }) => zoo === name)?.rows;
    const where = rows === undefined ? "" : ` on ${count(rows.test)} test networks`;
    const ceiling = commonCeiling(results, name);
    const most =
      ceiling === null
        ? ""
        : `; ties and the noise of a finite test set leave a τ of at most ${score(ceiling)}`;
    const fit = ceiling === null ? FIT : FIT_BELOW_ONE_CEILING;
    return markup`<h3>${name}</h3>
${predictorTable(results, name, `fit-${i}`, markup`<b>R² and Kendall’s τ</b>${where}${most}.`, fit)}
${legend(results, name)}
${predictorTable(results, name, `errors-${i}`, markup`<b>Errors</b>${where}, in thousandths: mean squared error, mean absolute deviation.`, ERRORS)}
`;
  })}`;
}

/** The ceiling of tau that all cells of a zoo have, as those with the same test rows do; null where they have none, or not one. */
function commonCeiling({ cells }: ExperimentResults, zoo: string): number | null {
  const ceilings = cells.filter((cell) => cell.zoo === zoo).map(({ tauCeiling = null }) => tauCeiling);
  const [first = null] = ceilings;
  return ceilings.every((ceiling) => ceiling === first) ? first : null;
}

/**
 * Shows, for each zoo, the scores within strata and the changes of predictions under changes of weights that
 * preserve networks' functions.
 */
export function honestyTables(results: ExperimentResults): Markup {
  return markup`${results.zoos.map(
    (zoo, i) => markup`<h3>${zoo.name}</h3>
${predictorTable(results, zoo.name, `honesty-${i}`, honestyCaption(results, zoo), HONESTY)}
`,
  )}`;
}

function honestyCaption({ cells }: ExperimentResults, { name }: ZooRecord): Content {
  const ofZoo = cells.filter(({ zoo }) => zoo === name);
  const strata = ofZoo.find((cell) => cell.strata !== null)?.strata;
  const changes = ofZoo.flatMap(({ invariance }) => invariance);
  const changed = (["permuted", "rescaled"] as const).flatMap((change) => {
    const record = changes.find((candidate) => candidate.change === change);
    return record === undefined ? [] : `${count(record.networks)} ${change}`;
  });
  const details = [
    ...(strata ? [`${count(strata.rows)} networks in ${count(strata.strata)} strata`] : []),
    ...changed,
  ];
  return markup`<b>τ, τ within strata, and moves of the predictions</b>${details.length === 0 ? "" : `: ${details.join(", ")}`}.`;
}

function legend(results: ExperimentResults, name: string): Markup {
  const chosen = results.predictions.some(({ zoo }) => zoo === name);
  const seeds = Math.max(
    0,
    ...results.cells.flatMap(({ zoo, repeats }) => (zoo === name ? (repeats?.seeds.length ?? 0) : 0)),
  );
  return markup`<p class="small"><strong>Bold</strong>: best of its column. [ ]: 95% interval.${
    chosen ? ` ${CHOSEN} the best on the ${choosingPart(results)} part, by which it was chosen.` : null
  }${seeds === 0 ? null : ` x̄: mean and standard deviation of ${count(seeds)} seeds, each with its own split where the split is random.`}</p>`;
}

/** Adds the mean over seeds and its deviation to a score. */
function withSeeds(shown: Markup, spread: Spread | null | undefined): Content {
  if (spread === null || spread === undefined) return shown;
  const { mean, deviation } = spread;
  return markup`${shown}<small>x̄ ${score(mean)}${deviation === null ? null : ` ± ${score(deviation)}`}</small>`;
}

function moved({ invariance }: CellRecord, change: InvarianceRecord["change"]): Content {
  const record = invariance.find((candidate) => candidate.change === change);
  if (record === undefined) return MISSING;
  const { meanMove, largestMove, tauAfter } = record;
  return numberLines(
    distance(meanMove),
    `max ${distance(largestMove)}`,
    tauAfter === null ? null : `τ ${score(tauAfter)}`,
  );
}

/** A zero is no move at all; a move that is too small for three decimals is not a zero. */
function distance(value: number): string {
  if (value === 0) return "0";
  return value < 0.0005 ? "<0.001" : score(value);
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}
