import { bootstrapScores, bootstrapStrataTau, type StrataRecord, scores } from "@weightcast/evaluation";
import type { Zoo } from "@weightcast/zoo";
import { samplePoints } from "../zoo/sample-points.js";
import { hyperparameterStrata } from "../zoo/strata.js";
import { fitJob } from "./fit-job.js";
import { invarianceRecords } from "./invariance.js";
import type { CellJob, CellOutcome } from "./job.js";
import { type Predictions, predictRows } from "./predictions.js";

/** Fits the model of a cell and scores it on the test rows. */
export async function runCell({ fit, resamples }: CellJob, zoo: Zoo): Promise<CellOutcome> {
  const model = await fitJob(fit, zoo);
  const { rows } = model;
  const validation = rows.validation.length === 0 ? null : await predictRows(model, zoo, rows.validation);
  const test = await predictRows(model, zoo, rows.test);
  const options = { resamples, seed: fit.seed, clusters: test.runs };
  return {
    hyperparameters: model.manifest.hyperparameters,
    rows: model.manifest.rows,
    tauCeiling: model.manifest.tauCeiling,
    scores: bootstrapScores(test.truth, test.predicted, options),
    validation: validation && scores(validation.truth, validation.predicted).r2,
    strata: strataRecord(zoo, test, options),
    invariance: await invarianceRecords(model, zoo, test, fit.seed),
    backend: model.manifest.backend,
    seconds: model.manifest.seconds,
    points: samplePoints({ x: test.truth, y: test.predicted }),
  };
}

function strataRecord(
  zoo: Zoo,
  { rows, truth, predicted }: Predictions,
  options: Parameters<typeof bootstrapStrataTau>[3],
): StrataRecord | null {
  const strata = hyperparameterStrata(zoo.metrics, rows);
  if (strata === undefined) return null;
  const sizes = new Map<number, number>();
  for (const stratum of strata) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
  const compared = Array.from(sizes.values()).filter((size) => size > 1);
  return {
    tau: bootstrapStrataTau(truth, predicted, strata, options),
    strata: compared.length,
    rows: compared.reduce((sum, size) => sum + size, 0),
  };
}
