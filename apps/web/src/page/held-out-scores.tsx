import { type Scores, scores } from "@weightcast/evaluation";
import { useEffect, useState } from "preact/hooks";
import { labelOf, shownPercent, shownScore } from "../measures/measures.js";
import { isHeldOut, type Predictions } from "../measures/predictions.js";
import type { PageZoo } from "./opened.js";

export interface HeldOutScoresProps {
  readonly zoo: PageZoo;
  readonly predictions: Predictions;
  /** The rows that are shown. */
  readonly rows: Int32Array;
}

/** Scores of many rows take so long that they wait for a pause of this many milliseconds in what is changed. */
const [MANY, PAUSE] = [5000, 150];

/** The scores of exactly the held-out networks that are shown, and how often the intervals hold the truth. */
export function HeldOutScores({ zoo, predictions, rows }: HeldOutScoresProps) {
  const judged = useJudgement(zoo, predictions, rows);
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
  const { scores: found, coverage } = judged;
  return (
    <p class="scores">
      <span>
        <b>R² {shownScore(found.r2)}</b>
      </span>
      <span>
        <b>Kendall's τ {shownScore(found.tau)}</b>
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
  /** The share of true values inside their intervals; NaN without intervals. */
  readonly coverage: number;
}

function useJudgement(zoo: PageZoo, predictions: Predictions, rows: Int32Array): Judgement | undefined {
  const [judgement, setJudgement] = useState<Judgement>();
  useEffect(() => {
    const put = () => setJudgement(judge(zoo, predictions, rows));
    if (rows.length < MANY) {
      put();
      return;
    }
    const timer = setTimeout(put, PAUSE);
    return () => clearTimeout(timer);
  }, [zoo, predictions, rows]);
  return judgement;
}

function judge(zoo: PageZoo, predictions: Predictions, rows: Int32Array): Judgement | undefined {
  const { column } = predictions.model.manifest.target;
  if (!zoo.metrics.columns.has(column)) return undefined;
  const truth = zoo.metrics.numbers(column);
  const { predicted, low, high } = predictions;
  const judged = rows.filter(
    (row) => isHeldOut(predictions, row) && Number.isFinite(predicted[row]) && Number.isFinite(truth[row]),
  );
  if (judged.length === 0) return undefined;
  const bounded = judged.filter((row) => Number.isFinite(low[row]));
  const inside = bounded.filter((row) => truth[row]! >= low[row]! && truth[row]! <= high[row]!);
  return {
    scores: scores(
      Array.from(judged, (row) => truth[row]!),
      Array.from(judged, (row) => predicted[row]!),
    ),
    coverage: inside.length / bounded.length,
  };
}
