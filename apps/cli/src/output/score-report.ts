import { type Scores, scoreTable } from "@weightcast/evaluation";
import type { Manifest, RowCounts } from "@weightcast/predictors";

/** The JSON output of `fit` and `evaluate`. */
export interface ScoreReport {
  readonly predictor: string;
  readonly features: string;
  readonly target: string;
  readonly rows: RowCounts;
  /** A score is null where it is not defined: without test rows, or for constant values. */
  readonly r2: number | null;
  readonly mse: number | null;
  readonly mad: number | null;
  readonly tau: number | null;
  /** The greatest tau that ties and the noise of a finite test set leave; null where the target is no accuracy. */
  readonly tau_ceiling: number | null;
  readonly seconds: number;
  readonly backend: string;
}

/** The scores of a model, and the number of rows they come from. */
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

/** Formats the scores as text for people. */
export function formatScores(report: ScoreReport): string {
  const { predictor, features, target, rows, seconds, backend } = report;
  const scores =
    report.mse === null
      ? []
      : [{ name: "test", scores: { ...report, count: rows.test } as Scores, tauCeiling: report.tau_ceiling }];
  const parts = `${rows.train} train, ${rows.validation} validation, ${rows.test} test rows`;
  const dropped =
    rows.notFinite === 0 ? "" : `; ${rows.notFinite} rows with values that are not finite left out`;
  return [
    `${predictor} predicts ${target} from ${features} (${backend}, ${seconds.toFixed(1)} s)`,
    `${parts}${dropped}`,
    "",
    scoreTable(scores),
  ].join("\n");
}
