import { UsageError } from "@weightcast/core";
import type { ZooRecord } from "@weightcast/evaluation";
import { checkFeatures, layerStatistics } from "@weightcast/features";
import { PREDICTORS, type Protocol, predictorNamed } from "@weightcast/predictors";
import { sameLayout, type Zoo } from "@weightcast/zoo";
import type { CellJob, CurveJob, Fit, Job, RepeatJob, SplitReference, TransferJob } from "../jobs/job.js";
import { PUBLISHED_FEATURES, publishedResult } from "./published-results.js";

/** A zoo with the facts about it that the plan needs. */
export interface PlannedZoo {
  readonly path: string;
  readonly zoo: Zoo;
  readonly record: ZooRecord;
}

export interface PlanRequest {
  readonly zoos: readonly PlannedZoo[];
  readonly quick: boolean;
  readonly checkpoint: string;
  readonly target: string;
  readonly split: SplitReference;
  readonly protocol: Protocol;
  readonly seed: number;
  /** The number of seeds, from `seed` on; the fits of the table and the baselines are repeated with each. */
  readonly seeds: number;
  readonly resamples: number;
}

/** All jobs of the experiments. */
export interface Plan {
  readonly cells: readonly Planned<CellJob>[];
  readonly baselines: readonly Planned<CellJob>[];
  /** The fits of cells and baselines with further seeds. */
  readonly repeats: readonly PlannedRepeat[];
  readonly transfers: readonly Planned<TransferJob>[];
  readonly curves: readonly Planned<CurveJob>[];
}

export interface Planned<Kind extends Job> {
  readonly zoo: PlannedZoo;
  readonly job: Kind;
}

/** A fit with another seed, and the cell that it repeats. */
interface PlannedRepeat extends Planned<RepeatJob> {
  readonly of: CellJob;
}

/** The features of the baseline, which knows only the hyperparameters: the paper's `hyper` and the optimizer. */
const BASELINE_FEATURES = "hyper+hyper.optimizer";
/** The feature sets of a quick reproduction. */
const QUICK_FEATURES: readonly string[] = [
  "hyper",
  "wstats-glob",
  "wstats-layers:0,1,2,3-qts:0,25,50,75,100",
  "weights",
];
/** Feature sets beside the paper's, to which gradient boosting is fitted with its own defaults; a quick reproduction has the short dream only. */
const QUICK_OTHER_FEATURES: readonly string[] = ["probes:dreamt-100-steps:100", "canonical:layer-statistics"];
const OTHER_FEATURES: readonly string[] = ["probes:dreamt", ...QUICK_OTHER_FEATURES];
const CURVE_SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;
const QUICK_CURVE_SHARES = [0.1, 0.2, 0.4, 0.7, 1] as const;

/**
 * Plans the experiments of Unterthiner et al. on the zoos, with the published hyperparameters; and beside them gradient boosting on answers to
 * dreamt images and on statistics of networks in canonical form, where the layout of a zoo allows them.
 */
export function planExperiments(request: PlanRequest): Plan {
  const { zoos, quick, resamples } = request;
  const cells = zoos.flatMap((zoo) =>
    PUBLISHED_FEATURES.filter((features) => !quick || QUICK_FEATURES.includes(features)).flatMap((features) =>
      reproducedPredictors()
        .filter(({ reproduction }) => !quick || !reproduction.slowFeatures.includes(features))
        .map(({ name }): Planned<CellJob> => {
          return { zoo, job: { kind: "cell", fit: fitOf(request, zoo, name, features), resamples } };
        }),
    ),
  );
  const others = zoos.flatMap((zoo) =>
    (quick ? QUICK_OTHER_FEATURES : OTHER_FEATURES)
      .filter((features) => allows(zoo, features))
      .map((features): Planned<CellJob> => {
        const fit = { ...fitOf(request, zoo, "gbm", features), parameters: null };
        return { zoo, job: { kind: "cell", fit, resamples } };
      }),
  );
  const baselines = zoos.map((zoo): Planned<CellJob> => {
    const fit = fitOf(request, zoo, "gbm", "hyper");
    return { zoo, job: { kind: "cell", fit: { ...fit, features: BASELINE_FEATURES }, resamples } };
  });
  const curves = zoos.flatMap((zoo) =>
    (quick ? QUICK_CURVE_SHARES : CURVE_SHARES).map((share): Planned<CurveJob> => {
      return { zoo, job: { kind: "curve", fit: statisticsFit(request, zoo, "gbm"), share, resamples } };
    }),
  );
  const all = [...cells, ...others];
  const repeats = [...all, ...baselines].flatMap((planned) => repeatsOf(request, planned));
  return { cells: all, baselines, repeats, transfers: planTransfers(request), curves };
}

/** The fits of a cell with the seeds after the first. */
function repeatsOf({ seed, seeds }: PlanRequest, { zoo, job }: Planned<CellJob>): PlannedRepeat[] {
  return Array.from({ length: seeds - 1 }, (_, i) => {
    return { zoo, of: job, job: { kind: "repeat", fit: { ...job.fit, seed: seed + i + 1 } } };
  });
}

/** Whether the layout of a zoo has what a feature set needs. */
function allows({ zoo }: PlannedZoo, features: string): boolean {
  try {
    // Dreamt images need the same of a layout as images of noise, which need no fit.
    checkFeatures(features.startsWith("probes:") ? "probes:noise" : features, zoo.layout);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The predictors that take part in reproductions, with their parts. */
function reproducedPredictors() {
  return Array.from(PREDICTORS.values()).flatMap(({ name, reproduction }) =>
    reproduction === undefined ? [] : [{ name, reproduction }],
  );
}

/** The transfers from each zoo to all zoos of the same layout, where there are several. */
function planTransfers(request: PlanRequest): Planned<TransferJob>[] {
  const { zoos, resamples } = request;
  return zoos.flatMap((from) => {
    const to = alike(from, zoos);
    if (to.length < 2) return [];
    return reproducedPredictors()
      .filter(({ reproduction }) => reproduction.transfers)
      .map(({ name }): Planned<TransferJob> => {
        const fit = statisticsFit(request, from, name);
        return { zoo: from, job: { kind: "transfer", fit, to: to.map(referenceTo), resamples } };
      });
  });
}

/** The zoos whose networks have the same layout. */
export function alike(from: PlannedZoo, zoos: readonly PlannedZoo[]): PlannedZoo[] {
  return zoos.filter(({ zoo }) => sameLayout(zoo.layout, from.zoo.layout));
}

/** A fit on the statistics of every layer, from which the paper predicts best. */
function statisticsFit(request: PlanRequest, zoo: PlannedZoo, predictor: string): Fit {
  return fitOf(request, zoo, predictor, layerStatistics(zoo.zoo.layout));
}

/** A fit with the published hyperparameters, or with the predictor's defaults where none are published. */
function fitOf(request: PlanRequest, zoo: PlannedZoo, predictor: string, features: string): Fit {
  const { checkpoint, target, split, protocol, seed } = request;
  const published =
    publishedResult(zoo.record.dataset, predictor, features) ??
    publishedResult(zoo.record.dataset, predictor, "wstats-layers:0,1,2,3-qts:0,25,50,75,100");
  return {
    zoo: referenceTo(zoo),
    predictor,
    features,
    parameters: published?.hyperparameters ?? predictorNamed(predictor).defaultParameters,
    checkpoint,
    target,
    split,
    protocol,
    seed,
  };
}

function referenceTo({ path, record }: PlannedZoo) {
  return { path, fingerprint: record.fingerprint };
}

/** The jobs of a plan. Those that probably take longest come first, so that no core is idle at the end. */
export function jobsOf({ cells, baselines, repeats, transfers, curves }: Plan): Job[] {
  const all: Job[] = [...cells, ...repeats, ...transfers, ...curves, ...baselines].map(({ job }) => job);
  return all.sort((a, b) => expectedCost(b) - expectedCost(a));
}

/** The relative cost of a job, without a unit: raw weights have the most columns, and dense networks do the most arithmetic for each column. */
function expectedCost({ fit }: Job): number {
  const columns = /(^|\+)weights$/.test(fit.features) ? 100 : /(^|\+)weights\./.test(fit.features) ? 20 : 1;
  return columns * (predictorNamed(fit.predictor).reproduction?.cost ?? 1);
}
