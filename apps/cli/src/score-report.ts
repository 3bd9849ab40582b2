import { type Scores, scoreTable } from "@weightcast/evaluation";
import type { Manifest, RowCounts } from "@weightcast/predictors";

/** What `fit` and `evaluate` print as JSON. */
export interface ScoreReport {
  readonly predictor: string;
  readonly features: string;
  readonly target: string;
  readonly rows: RowCounts;
  /** Scores are null where they are not defined: no test rows, or a constant. */
  readonly r2: number | null;
  readonly mse: number | null;
  readonly mad: number | null;
  readonly tau: number | null;
  /** The greatest tau that the noise of a test set of 10,000 images leaves; null where the target is no accuracy. */
  readonly tau_ceiling: number | null;
  readonly seconds: number;
  readonly backend: string;
}

/** How a model was scored, and on how many rows. */
interface Outcome {
  readonly rows: RowCounts;
  readonly scores: Scores | null;
  readonly tauCeiling: number | null;
  readonly seconds: number;
}

export function scoreReport(manifest: Manifest, { rows, scores, tauCeiling, seconds }: Outcome): ScoreReport {
  const { predictor, features, target, backend } = manifest;
  const { r2 = null, mse = null, mad = null, tau = null } = scores ?? {};
  return {
    predictor,
    features,
    target: target.column,
    rows,
    r2,
    mse,
    mad,
    tau,
    tau_ceiling: tauCeiling,
    seconds,
    backend,
  };
}

/** The same for people. */
export function formatScores(report: ScoreReport): string {
  const { predictor, features, target, rows, seconds, backend } = report;
  const scores =
    report.mse === null ? [] : [{ name: "test", scores: { ...report, count: rows.test } as Scores }];
  const parts = `${rows.train} train, ${rows.validation} validation, ${rows.test} test rows`;
  const dropped = rows.notFinite === 0 ? "" : `; ${rows.notFinite} rows that are not finite left out`;
  return [
    `${predictor} predicts ${target} from ${features} (${backend}, ${seconds.toFixed(1)} s)`,
    `${parts}${dropped}`,
    "",
    scoreTable(scores),
    ...ceilingLine(report),
  ].join("\n");
}

function ceilingLine({ tau, tau_ceiling }: ScoreReport): string[] {
  if (tau === null || tau_ceiling === null) return [];
  return [`tau ${tau.toFixed(3)} of at most ${tau_ceiling.toFixed(3)}, by the noise of 10,000 test images`];
}
