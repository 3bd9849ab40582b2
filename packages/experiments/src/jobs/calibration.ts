import { type CalibrationRecord, calibrationBins, intervalScores } from "@weightcast/evaluation";
import type { Model } from "@weightcast/predictors";
import type { Predictions } from "./predictions.js";

const BINS = 10;
/** The levels of the intervals whose coverage is measured. */
const LEVELS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** How a model's predictions of the test rows, and its intervals of several levels, agree with the true values. */
export function calibrationRecord(model: Model, { truth, predicted }: Predictions): CalibrationRecord {
  const coverage = LEVELS.flatMap((level) => {
    const intervals = Array.from(predicted, (value) => model.interval(value, level));
    const known = intervals.filter((interval) => interval !== null);
    if (known.length < intervals.length) return [];
    const { coverage: covered, meanWidth } = intervalScores(truth, known);
    return [{ level, coverage: covered, meanWidth: Number.isFinite(meanWidth) ? meanWidth : null }];
  });
  return { bins: calibrationBins(truth, predicted, BINS), coverage };
}
