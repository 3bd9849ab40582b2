import { bootstrapScores, type Estimate, type Scores, scores } from "@weightcast/evaluation";
import { ceilingOf, rowsToScore } from "@weightcast/predictors";
import { selectRows, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { samplePoints } from "../zoo/sample-points.js";
import { fitJob } from "./fit-job.js";
import type {
  CurveJob,
  CurveOutcome,
  Job,
  OutcomeOf,
  RepeatJob,
  TransferJob,
  TransferOutcome,
  TrialJob,
  TrialOutcome,
} from "./job.js";
import { predictRows } from "./predictions.js";
import { runCell } from "./run-cell.js";

/** The zoos that this process has opened, by path. */
const zoos = new Map<string, Promise<Zoo>>();

function zooAt(path: string): Promise<Zoo> {
  const zoo = zoos.get(path) ?? openZoo(path);
  zoos.set(path, zoo);
  return zoo;
}

/** Runs a job on this thread. The outcome of a job is always the same, except for the seconds in it. */
export async function runJob(job: Job): Promise<OutcomeOf<Job>> {
  const zoo = await zooAt(job.fit.zoo.path);
  switch (job.kind) {
    case "cell":
      return runCell(job, zoo);
    case "repeat":
      return runRepeat(job, zoo);
    case "transfer":
      return runTransfer(job, zoo);
    case "curve":
      return runCurve(job, zoo);
    case "trial":
      return runTrial(job, zoo);
    default:
      return job satisfies never;
  }
}

async function runRepeat({ fit }: RepeatJob, zoo: Zoo): Promise<Scores> {
  const model = await fitJob(fit, zoo);
  const { truth, predicted } = await predictRows(model, zoo, model.rows.test);
  return scores(truth, predicted);
}

/** Fits a model on one zoo, and scores it on the networks of other zoos that it never saw and on the test part of its own zoo. */
async function runTransfer({ fit, to, resamples }: TransferJob, zoo: Zoo): Promise<TransferOutcome> {
  const model = await fitJob(fit, zoo, { rememberRuns: true });
  const outcomes: TransferOutcome[number][] = [];
  for (const { path } of to) {
    const other = await zooAt(path);
    const unseen = await rowsToScore(model, other, selectRows(other, fit).rows);
    const seen = unseen.seen?.rows ?? 0;
    if (unseen.rows.length === 0 && seen > 0) {
      outcomes.push({
        networks: 0,
        seen,
        tau: UNDEFINED,
        tauCeiling: null,
        r2: UNDEFINED,
        points: { x: [], y: [] },
      });
      continue;
    }
    const { truth, predicted, runs } = await predictRows(model, other, unseen.rows);
    const { tau, r2 } = bootstrapScores(truth, predicted, { resamples, seed: fit.seed, clusters: runs });
    const points = samplePoints({ x: truth, y: predicted });
    const tauCeiling = ceilingOf(model.manifest.target, truth);
    outcomes.push({ networks: truth.length, seen, tau, tauCeiling, r2, points });
  }
  return outcomes;
}

/** The score on a zoo that has no networks to score. */
const UNDEFINED: Estimate = { value: null, low: null, high: null };

async function runCurve({ fit, share, resamples }: CurveJob, zoo: Zoo): Promise<CurveOutcome> {
  const model = await fitJob(fit, zoo, { share });
  const { truth, predicted, runs } = await predictRows(model, zoo, model.rows.test);
  const { tau, r2 } = bootstrapScores(truth, predicted, { resamples, seed: fit.seed, clusters: runs });
  const { tauCeiling } = model.manifest;
  return { networks: model.rows.train.length, tau, tauCeiling, r2 };
}

async function runTrial({ fit }: TrialJob, zoo: Zoo): Promise<TrialOutcome> {
  const model = await fitJob(fit, zoo);
  const { truth, predicted } = await predictRows(model, zoo, model.rows.validation);
  const { backend, seconds } = model.manifest;
  return { validation: scores(truth, predicted), backend, seconds };
}
