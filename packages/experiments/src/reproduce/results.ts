import {
  type CellRecord,
  type DifferenceRecord,
  type ExperimentResults,
  type ImportanceRecord,
  type LearningCurveRecord,
  type PredictionRecord,
  type RepeatsRecord,
  spreadOf,
  type TransferRecord,
} from "@weightcast/evaluation";
import type { Protocol } from "@weightcast/predictors";
import { version } from "../../package.json";
import { type CellJob, type CellOutcome, jobInWords } from "../jobs/job.js";
import type { JobResults } from "../jobs/run-jobs.js";
import { differenceRecords, type ScoredCell } from "./differences.js";
import { alike, type Plan, type Planned, type PlannedZoo, type PlanRequest } from "./plan.js";
import { PUBLISHED_COLLECTIONS, publishedResult } from "./published-results.js";

/** Assembles the results from the outcomes of a plan's jobs. Jobs that failed occur only among the failures. */
export function assembleResults(request: PlanRequest, plan: Plan, done: JobResults): ExperimentResults {
  const { zoos, quick, protocol, split, checkpoint, target, seed, resamples } = request;
  const zooOf = new Map(
    [...plan.cells, ...plan.baselines, ...plan.repeats, ...plan.transfers, ...plan.curves].map(
      ({ zoo, job }) => [job, zoo],
    ),
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
    cells: cellRecords(plan.cells, plan, done, checkpoint),
    baselines: cellRecords(plan.baselines, plan, done, checkpoint),
    predictions: zoos.flatMap((zoo) => bestPredictions(zoo, plan, done, protocol)),
    transfers: transferRecords(zoos, plan, done),
    learningCurves: zoos.flatMap((zoo) => learningCurves(zoo, plan, done)),
    importances: zoos.flatMap((zoo) => importances(zoo, plan, done)),
    differences: zoos.flatMap((zoo) => differences(zoo, plan, done, protocol)),
    ...(failures.length === 0 ? {} : { failures }),
  };
}

function cellRecords(
  cells: readonly Planned<CellJob>[],
  plan: Plan,
  done: JobResults,
  checkpoint: string,
): CellRecord[] {
  return cells.flatMap(({ zoo: { record: zoo }, job }) => {
    const outcome = done.outcomeOf(job);
    if (outcome === undefined) return [];
    const { predictor, features } = job.fit;
    const published = publishedResult(zoo.dataset, predictor, features);
    const {
      points: _,
      calibration: _calibration,
      importance: _importance,
      samples: _samples,
      ...rest
    } = outcome;
    const repeats = repeatsRecord(job, outcome, plan, done);
    const record: CellRecord = {
      zoo: zoo.name,
      predictor,
      features,
      ...rest,
      ...(repeats === undefined ? {} : { repeats }),
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

/** The scores of a cell over all seeds; undefined where there is one seed only. */
function repeatsRecord(
  job: CellJob,
  outcome: CellOutcome,
  plan: Plan,
  done: JobResults,
): RepeatsRecord | undefined {
  const repeats = plan.repeats.filter((repeat) => repeat.of === job);
  if (repeats.length === 0) return undefined;
  const scored = repeats.flatMap((repeat) => {
    const scores = done.outcomeOf(repeat.job);
    return scores === undefined ? [] : [{ seed: repeat.job.fit.seed, scores }];
  });
  const spread = (name: "r2" | "mse" | "mad" | "tau") =>
    spreadOf([outcome.scores[name].value, ...scored.map(({ scores }) => scores[name])]);
  return {
    seeds: [job.fit.seed, ...scored.map(({ seed }) => seed)],
    scores: { r2: spread("r2"), mse: spread("mse"), mad: spread("mad"), tau: spread("tau") },
  };
}

/**
 * Returns whether a zoo has the images, the number of networks and the number of epochs of one of the paper's
 * collections.
 */
function isPublished(zoo: PlannedZoo["record"], collection: string): boolean {
  const published = PUBLISHED_COLLECTIONS.get(collection);
  return zoo.dataset === collection && zoo.epochs === published?.epochs && zoo.runs === published?.runs;
}

/** The predictions of the best cell of a zoo; none where no cell was chosen. */
function bestPredictions(
  zoo: PlannedZoo,
  plan: Plan,
  done: JobResults,
  protocol: Protocol,
): PredictionRecord[] {
  const [best] = bestFirst(scoredCells(plan.cells, zoo, done), protocol);
  if (best === undefined) return [];
  const { predictor, features, outcome } = best;
  const { points, calibration } = outcome;
  return [{ zoo: zoo.record.name, predictor, features, points, calibration }];
}

function scoredCells(cells: readonly Planned<CellJob>[], zoo: PlannedZoo, done: JobResults): ScoredCell[] {
  return cells.flatMap((cell) => {
    const outcome = cell.zoo === zoo ? done.outcomeOf(cell.job) : undefined;
    if (outcome === undefined) return [];
    const { predictor, features } = cell.job.fit;
    return [{ predictor, features, outcome }];
  });
}

/**
 * The cells from the best R2 on the validation part on. If the split has no validation part, the paper's protocol chooses by the test part, as the
 * paper did, and the honest protocol chooses no cell.
 */
function bestFirst(cells: readonly ScoredCell[], protocol: Protocol): ScoredCell[] {
  const scored = cells.flatMap((cell) => {
    const { validation, scores } = cell.outcome;
    const r2 = protocol === "paper" ? (validation ?? scores.r2.value) : validation;
    return r2 === null ? [] : [{ cell, r2 }];
  });
  return scored.sort((a, b) => b.r2 - a.r2).map(({ cell }) => cell);
}

function differences(zoo: PlannedZoo, plan: Plan, done: JobResults, protocol: Protocol): DifferenceRecord[] {
  const cells = scoredCells(plan.cells, zoo, done);
  const sorted = bestFirst(cells, protocol);
  const bestOfPredictor = sorted.filter(
    ({ predictor }, i) => sorted.findIndex((cell) => cell.predictor === predictor) === i,
  );
  const baselines = scoredCells(plan.baselines, zoo, done);
  return differenceRecords(zoo.record.name, cells, [...bestOfPredictor, ...baselines]);
}

function importances(zoo: PlannedZoo, plan: Plan, done: JobResults): ImportanceRecord[] {
  return scoredCells(plan.cells, zoo, done).flatMap(({ predictor, features, outcome }) =>
    outcome.importance === null ? [] : [{ zoo: zoo.record.name, predictor, features, ...outcome.importance }],
  );
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
