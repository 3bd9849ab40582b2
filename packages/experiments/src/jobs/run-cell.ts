import {
  bootstrapSamples,
  bootstrapStrataTau,
  type StrataRecord,
  scoreEstimates,
  scores,
} from "@weightcast/evaluation";
import type { Zoo } from "@weightcast/zoo";
import { samplePoints } from "../zoo/sample-points.js";
import { hyperparameterStrata } from "../zoo/strata.js";
import { calibrationRecord } from "./calibration.js";
import { fitJob } from "./fit-job.js";
import { invarianceRecords } from "./invariance.js";
import type { CellJob, CellOutcome } from "./job.js";
import { layerImportance } from "./layer-importance.js";
import { type Predictions, predictRows } from "./predictions.js";
import { sha256 } from "./sha256.js";

/** Fits the model of a cell and scores it on the test rows. */
export async function runCell({ fit, resamples }: CellJob, zoo: Zoo): Promise<CellOutcome> {
  const model = await fitJob(fit, zoo);
  const { rows } = model;
  const validation = rows.validation.length === 0 ? null : await predictRows(model, zoo, rows.validation);
  const test = await predictRows(model, zoo, rows.test);
  const importance = await layerImportance(model, zoo, test.rows);
  const options = { resamples, seed: fit.seed, clusters: test.runs };
  const samples = bootstrapSamples(test.truth, test.predicted, options);
  return {
    hyperparameters: model.manifest.hyperparameters,
    rows: model.manifest.rows,
    tauCeiling: model.manifest.tauCeiling,
    scores: scoreEstimates(scores(test.truth, test.predicted), samples),
    validation: validation && scores(validation.truth, validation.predicted).r2,
    strata: strataRecord(zoo, test, options),
    invariance: await invarianceRecords(model, zoo, test, fit.seed),
    backend: model.manifest.backend,
    seconds: model.manifest.seconds,
    points: samplePoints({ x: test.truth, y: test.predicted }),
    calibration: calibrationRecord(model, test),
    importance,
    samples: { rows: sha256(`${test.rows} ${test.runs}`), r2: samples.r2, tau: samples.tau },
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
