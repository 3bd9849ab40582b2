import { type Scores, scores } from "@weightcast/evaluation";
import { useEffect, useState } from "preact/hooks";
import type { RemoteEngine } from "../engine/engine-client.js";
import { labelOf, shownPercent, shownScore } from "../measures/measures.js";
import { isHeldOut, type Predictions } from "../measures/predictions.js";
import type { PageZoo } from "./opened.js";

export interface HeldOutScoresProps {
  readonly engine: RemoteEngine;
  readonly zoo: PageZoo;
  readonly predictions: Predictions;
  /** The rows that are shown. */
  readonly rows: Int32Array;
}

/** Scores of many rows are computed by the engine, after a pause of so many milliseconds in what is changed. */
const [MANY, PAUSE] = [5000, 150];

/** The scores of exactly the held-out networks that are shown, and how often the intervals hold the truth. */
export function HeldOutScores(props: HeldOutScoresProps) {
  const { predictions } = props;
  const judged = useJudgement(props);
  const { column, range } = predictions.model.manifest.target;
  const target = labelOf(column);
  const isShare = range?.[1] === 1;
  if (!predictions.isChecked) {
    return (
      <p class="scores quiet">Scores follow once it is known which networks the model has never seen.</p>
    );
  }
  if (judged === undefined) {
    return (
      <p class="scores quiet">
        None of the networks shown is held out with a known {target}: there is nothing to judge the
        predictions by.
      </p>
    );
  }
  const { scores: found, tauCeiling, coverage } = judged;
  return (
    <p class="scores">
      <span>
        <b title={String(found.r2)}>R² {shownScore(found.r2)}</b>
      </span>
      <span>
        <b title={String(found.tau)}>Kendall's τ {shownScore(found.tau)}</b>
        {tauCeiling !== null && ` of at most ${shownScore(tauCeiling)}`}
      </span>
      <span>
        <b>mean error {isShare ? shownPercent(found.mad) : shownScore(found.mad)}</b>
      </span>
      {Number.isFinite(coverage) && (
        <span>
          <b>{shownPercent(coverage)}</b> inside their 90 % intervals
        </span>
      )}
      <span class="quiet">
        of {target}, on the {found.count.toLocaleString("en")} held-out networks shown
      </span>
    </p>
  );
}

interface Judgement {
  readonly scores: Scores;
  /** The greatest tau that can be had; null where it is not known, or not yet. */
  readonly tauCeiling: number | null;
  /** The share of true values inside their intervals; NaN without intervals. */
  readonly coverage: number;
}

function useJudgement({ engine, zoo, predictions, rows }: HeldOutScoresProps): Judgement | undefined {
  const [judgement, setJudgement] = useState<Judgement>();
  useEffect(() => {
    const isFew = rows.length < MANY;
    const few = isFew ? judgedPairs(zoo, predictions, rows) : undefined;
    const known = few && {
      scores: scores(few.truth, few.predicted),
      tauCeiling: null,
      coverage: few.coverage,
    };
    if (isFew) setJudgement(known);
    let isWanted = true;
    const timer = setTimeout(async () => {
      const pairs = isFew ? few : judgedPairs(zoo, predictions, rows);
      if (pairs === undefined) {
        setJudgement(undefined);
        return;
      }
      const { truth, predicted, coverage } = pairs;
      const [found, tauCeiling] = await Promise.all([
        known?.scores ?? engine.scores(truth, predicted),
        engine.tauCeiling(predictions.model.id, truth),
      ]);
      if (isWanted) setJudgement({ scores: found, tauCeiling, coverage });
    }, PAUSE);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [engine, zoo, predictions, rows]);
  return judgement;
}

/** The true and predicted values of held-out rows, and the share of the true values inside their intervals. */
function judgedPairs({ metrics }: PageZoo, predictions: Predictions, rows: Int32Array) {
  const { column } = predictions.model.manifest.target;
  if (!metrics.columns.has(column)) return undefined;
  const truth = metrics.numbers(column);
  const { predicted, low, high } = predictions;
  const pairs = { truth: new Float64Array(rows.length), predicted: new Float64Array(rows.length) };
  let [count, bounded, inside] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const [wanted, found] = [truth[row]!, predicted[row]!];
    if (!(isHeldOut(predictions, row) && Number.isFinite(found) && Number.isFinite(wanted))) continue;
    pairs.truth[count] = wanted;
    pairs.predicted[count++] = found;
    if (!Number.isFinite(low[row])) continue;
    bounded++;
    if (wanted >= low[row]! && wanted <= high[row]!) inside++;
  }
  if (count === 0) return undefined;
  return {
    truth: pairs.truth.slice(0, count),
    predicted: pairs.predicted.slice(0, count),
    coverage: inside / bounded,
  };
}
