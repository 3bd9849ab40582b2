import { scoreTable } from "@weightcast/evaluation";
import { type Manifest, scoresOf } from "@weightcast/predictors";

/** What `fit` and `evaluate` print as JSON. */
export interface ScoreReport {
  readonly predictor: string;
  readonly features: string;
  readonly target: string;
  readonly rows: {
    readonly train: number;
    readonly validation: number;
    readonly test: number;
    readonly notFinite: number;
  };
  readonly r2: number | null;
  readonly mse: number | null;
  readonly mad: number | null;
  readonly tau: number | null;
  readonly seconds: number;
  readonly backend: string;
}

export function scoreReport(
  manifest: Manifest,
  rows: ScoreReport["rows"],
  scores: Manifest["scores"],
  seconds: number,
): ScoreReport {
  const { predictor, features, target, backend } = manifest;
  return {
    predictor,
    features,
    target,
    rows,
    ...(scores ?? { r2: null, mse: null, mad: null, tau: null }),
    seconds,
    backend,
  };
}

/** The same for people. */
export function formatScores(report: ScoreReport): string {
  const { predictor, features, target, rows, seconds, backend } = report;
  const scores = scoresOf(report, rows.test);
  const parts = `${rows.train} train, ${rows.validation} validation, ${rows.test} test rows`;
  const dropped = rows.notFinite === 0 ? "" : `; ${rows.notFinite} rows that are not finite left out`;
  return [
    `${predictor} predicts ${target} from ${features} (${backend}, ${seconds.toFixed(1)} s)`,
    `${parts}${dropped}`,
    "",
    scoreTable([{ name: "test", scores }]),
  ].join("\n");
}
