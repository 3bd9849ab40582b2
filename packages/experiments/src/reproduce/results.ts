import type {
  CellRecord,
  ExperimentResults,
  LearningCurveRecord,
  PredictionRecord,
  TransferRecord,
} from "@weightcast/evaluation";
import type { Protocol } from "@weightcast/predictors";
import { version } from "../../package.json";
import { type CellJob, jobInWords } from "../jobs/job.js";
import type { JobResults } from "../jobs/run-jobs.js";
import { alike, type Plan, type Planned, type PlannedZoo, type PlanRequest } from "./plan.js";
import { PUBLISHED_COLLECTIONS, publishedResult } from "./published-results.js";

/** Assembles the results from the outcomes of a plan's jobs. Jobs that failed occur only among the failures. */
export function assembleResults(request: PlanRequest, plan: Plan, done: JobResults): ExperimentResults {
  const { zoos, quick, protocol, split, checkpoint, target, seed, resamples } = request;
  const zooOf = new Map(
    [...plan.cells, ...plan.baselines, ...plan.transfers, ...plan.curves].map(({ zoo, job }) => [job, zoo]),
  );
  const failures = done.failures.map(({ job, problem }) => {
    return { zoo: zooOf.get(job as CellJob)!.record.name, what: jobInWords(job), problem };
  });
  return {
    format: 1,
    weightcast: version,
    quick,
    protocol,
    split: split.name,
    checkpoint,
    target,
    seed,
    resamples,
    seconds: done.seconds,
    zoos: zoos.map(({ record }) => record),
    cells: cellRecords(plan.cells, done, checkpoint),
    baselines: cellRecords(plan.baselines, done, checkpoint),
    predictions: zoos.flatMap((zoo) => bestPredictions(zoo, plan, done, protocol)),
    transfers: transferRecords(zoos, plan, done),
    learningCurves: zoos.flatMap((zoo) => learningCurves(zoo, plan, done)),
    ...(failures.length === 0 ? {} : { failures }),
  };
}

function cellRecords(cells: readonly Planned<CellJob>[], done: JobResults, checkpoint: string): CellRecord[] {
  return cells.flatMap(({ zoo: { record: zoo }, job }) => {
    const outcome = done.outcomeOf(job);
    if (outcome === undefined) return [];
    const { predictor, features } = job.fit;
    const published = publishedResult(zoo.dataset, predictor, features);
    const { points: _, ...rest } = outcome;
    const record: CellRecord = {
      zoo: zoo.name,
      predictor,
      features,
      ...rest,
      published:
        published === undefined
          ? null
          : {
              collection: published.collection,
              r2: published.r2,
              comparable: checkpoint === "final" && isPublished(zoo, published.collection),
            },
    };
    return [record];
  });
}

/**
 * Returns whether a zoo has the images, the number of networks and the number of epochs of one of the paper's
 * collections.
 */
function isPublished(zoo: PlannedZoo["record"], collection: string): boolean {
  const published = PUBLISHED_COLLECTIONS.get(collection);
  return zoo.dataset === collection && zoo.epochs === published?.epochs && zoo.runs === published?.runs;
}

/**
 * The predictions of the cell with the best R2 on the validation part, for each zoo. If the split has no validation part, the paper's protocol
 * chooses by the test part, as the paper did, and the honest protocol chooses no cell.
 */
function bestPredictions(
  zoo: PlannedZoo,
  plan: Plan,
  done: JobResults,
  protocol: Protocol,
): PredictionRecord[] {
  const scored = plan.cells.flatMap((cell) => {
    const outcome = cell.zoo === zoo ? done.outcomeOf(cell.job) : undefined;
    if (outcome === undefined) return [];
    const { validation, scores, points } = outcome;
    const r2 = protocol === "paper" ? (validation ?? scores.r2.value) : validation;
    return r2 === null ? [] : [{ fit: cell.job.fit, r2, points }];
  });
  const [best] = scored.sort((a, b) => b.r2 - a.r2);
  if (best === undefined) return [];
  const { predictor, features } = best.fit;
  return [{ zoo: zoo.record.name, predictor, features, points: best.points }];
}

function transferRecords(zoos: readonly PlannedZoo[], plan: Plan, done: JobResults): TransferRecord[] {
  return plan.transfers.flatMap(({ zoo: from, job }) => {
    const { predictor, features } = job.fit;
    const names = alike(from, zoos).map(({ record }) => record.name);
    return (done.outcomeOf(job) ?? []).map((outcome, i): TransferRecord => {
      return { from: from.record.name, to: names[i]!, predictor, features, ...outcome };
    });
  });
}

function learningCurves(zoo: PlannedZoo, plan: Plan, done: JobResults): LearningCurveRecord[] {
  const curves = plan.curves.filter((curve) => curve.zoo === zoo);
  const points = curves.flatMap(({ job }) => done.outcomeOf(job) ?? []);
  if (points.length === 0) return [];
  const { predictor, features } = curves[0]!.job.fit;
  return [{ zoo: zoo.record.name, predictor, features, points }];
}
