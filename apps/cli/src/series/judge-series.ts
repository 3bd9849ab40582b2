import type { NetworkScore } from "@weightcast/predictors";
import type { Target } from "@weightcast/zoo";

/** The prediction for one checkpoint of a run. */
export interface SeriesPoint extends Omit<NetworkScore, "row"> {
  /** The step of the checkpoint, as far as its name tells it. */
  readonly step: number | null;
}

/** Advice for a training run. */
export type SeriesAdvice = "go on" | "stop" | "broken";

/** The state of a run according to the predictions for its checkpoints. */
export interface SeriesJudgement {
  readonly advice: SeriesAdvice;
  /** The reason for the advice, one sentence. */
  readonly reason: string;
  /** The best checkpoint so far; null if none has a prediction. */
  readonly best: SeriesPoint | null;
  /** The improvement of the best prediction by the last checkpoints, above 0 if it became better; null if there are too few. */
  readonly gain: number | null;
  /** Whether the intervals of the best checkpoint of before and of the best of the last ones do not overlap; null if there are none. */
  readonly isCertain: boolean | null;
}

/** How a run is judged. */
export interface JudgeOptions {
  readonly target: Target;
  /** The number of last checkpoints that must bring an improvement. */
  readonly patience: number;
  /** The least improvement of the best prediction that counts. */
  readonly leastGain: number;
}

/**
 * Judges a run by the predictions for its checkpoints, in order. It is broken if the weights of the last checkpoint are not finite. It should
 * stop if none of the last `patience` checkpoints is better than the best one before by `leastGain`. With `patience` checkpoints or fewer it
 * should go on.
 */
export function judgeSeries(points: readonly SeriesPoint[], options: JudgeOptions): SeriesJudgement {
  const { target, patience, leastGain } = options;
  const best = bestOf(points, target);
  const last = points.at(-1);
  if (last !== undefined && last.predicted === null) {
    return {
      advice: "broken",
      reason: `the weights of ${last.checkpoint} are not finite`,
      best,
      gain: null,
      isCertain: null,
    };
  }
  const before = bestOf(points.slice(0, -patience), target);
  const recent = bestOf(points.slice(-patience), target);
  if (before === null || recent === null || points.length <= patience) {
    return {
      advice: "go on",
      reason: `there are only ${points.length} checkpoints`,
      best,
      gain: null,
      isCertain: null,
    };
  }
  const sign = target.direction === "higher" ? 1 : -1;
  const gain = sign * ((recent.predicted ?? 0) - (before.predicted ?? 0));
  const isCertain = areApart(before, recent);
  const advice = gain >= leastGain ? "go on" : "stop";
  const change = `the last ${patience} checkpoints changed the best predicted ${target.column} by ${(sign * gain).toFixed(4)}`;
  const doubt = isCertain === false ? "; the intervals of the two predictions overlap" : "";
  return { advice, reason: change + doubt, best, gain, isCertain };
}

function bestOf(points: readonly SeriesPoint[], { direction }: Target): SeriesPoint | null {
  let best: SeriesPoint | null = null;
  for (const point of points) {
    if (point.predicted === null) continue;
    const isBetter =
      best?.predicted === undefined ||
      best.predicted === null ||
      (direction === "higher" ? point.predicted > best.predicted : point.predicted < best.predicted);
    if (isBetter) best = point;
  }
  return best;
}

function areApart(a: SeriesPoint, b: SeriesPoint): boolean | null {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return null;
  return a.high < b.low || b.high < a.low;
}
