import type {
  CalibrationRecord,
  CellRecord,
  Estimate,
  ImportanceRecord,
  ListedPart,
  PointRecord,
  ScoreSamples,
  Scores,
} from "@weightcast/evaluation";
import type { PredictorParameters, Protocol } from "@weightcast/predictors";

/** A zoo that another process can open. */
interface ZooReference {
  readonly path: string;
  readonly fingerprint: string;
}

/** A split in a form that can be written as JSON. */
export interface SplitReference {
  /** `random`, `random:A/B/C`, `paper`, or the name of the file that lists the parts. */
  readonly name: string;
  /** The part of each run, where a file lists them; null where the name alone defines the split. */
  readonly assigned: readonly (readonly [run: string, part: ListedPart])[] | null;
}

/** A request to fit a predictor on a zoo. */
export interface Fit {
  readonly zoo: ZooReference;
  readonly predictor: string;
  readonly features: string;
  /** Null for the defaults of the predictor, which may depend on the number of columns of the features. */
  readonly parameters: PredictorParameters | null;
  readonly checkpoint: string;
  /** The metrics column to predict. */
  readonly target: string;
  readonly split: SplitReference;
  readonly protocol: Protocol;
  readonly seed: number;
}

/** A job for one cell of the table: a predictor on a feature set of a zoo. */
export interface CellJob {
  readonly kind: "cell";
  readonly fit: Fit;
  readonly resamples: number;
}

/** The outcome of a cell, without its place in the table, the published score and the repetitions, which other parts of the experiments know. */
export interface CellOutcome
  extends Required<Omit<CellRecord, "zoo" | "predictor" | "features" | "published" | "repeats">> {
  readonly points: PointRecord;
  readonly calibration: CalibrationRecord;
  readonly importance: LayerImportance | null;
  /** The scores of the bootstrap samples, and a digest of the test rows: samples of cells with the same digest are paired. */
  readonly samples: Pick<ScoreSamples, "r2" | "tau"> & { readonly rows: string };
}

/** How much each layer moves the predictions of a cell. */
export type LayerImportance = Pick<ImportanceRecord, "networks" | "layers">;

/** A job that fits a cell again with another seed, and only scores it. */
export interface RepeatJob {
  readonly kind: "repeat";
  readonly fit: Fit;
}

/** A job that fits a model on one zoo and scores it on several zoos. */
export interface TransferJob {
  readonly kind: "transfer";
  readonly fit: Fit;
  readonly to: readonly ZooReference[];
  readonly resamples: number;
}

/** The scores on the zoos; entry i belongs to zoo i of the job. */
export type TransferOutcome = readonly {
  readonly networks: number;
  readonly seen: number;
  readonly tau: Estimate;
  readonly tauCeiling: number | null;
  readonly r2: Estimate;
  readonly points: PointRecord;
}[];

/** A job that fits a model on a share of the training runs. */
export interface CurveJob {
  readonly kind: "curve";
  readonly fit: Fit;
  /** The share of the training runs, above 0 and at most 1. */
  readonly share: number;
  readonly resamples: number;
}

export interface CurveOutcome {
  readonly networks: number;
  readonly tau: Estimate;
  readonly tauCeiling: number | null;
  readonly r2: Estimate;
}

/** A job of a search, which yields only the score on the validation part. */
export interface TrialJob {
  readonly kind: "trial";
  readonly fit: Fit;
}

export interface TrialOutcome {
  readonly validation: Scores;
  readonly backend: string;
  readonly seconds: number;
}

/** A piece of work for one core. It can be written as JSON, so that it can be sent to another process and kept in a file. */
export type Job = CellJob | RepeatJob | TransferJob | CurveJob | TrialJob;

/** The outcomes of jobs by their kinds. */
export interface Outcomes {
  readonly cell: CellOutcome;
  readonly repeat: Scores;
  readonly transfer: TransferOutcome;
  readonly curve: CurveOutcome;
  readonly trial: TrialOutcome;
}

/** The outcome of a job, which can be written as JSON. */
export type OutcomeOf<Kind extends Job> = Outcomes[Kind["kind"]];

/** A short description of a job: `dnn on hyper+weights`. */
export function jobInWords(job: Job): string {
  const fit = `${job.fit.predictor} on ${job.fit.features}`;
  switch (job.kind) {
    case "cell":
    case "trial":
      return fit;
    case "repeat":
      return `${fit}, seed ${job.fit.seed}`;
    case "transfer":
      return `${fit}, transfer`;
    case "curve":
      return `${fit}, ${Math.round(100 * job.share)}% of the training runs`;
    default:
      return job satisfies never;
  }
}
