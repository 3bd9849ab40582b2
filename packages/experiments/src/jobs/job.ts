import type { CellRecord, Estimate, Part, PointRecord, Scores } from "@weightcast/evaluation";
import type { PredictorParameters, Protocol } from "@weightcast/predictors";

/** A zoo that another process can open. */
interface ZooReference {
  readonly path: string;
  readonly fingerprint: string;
}

/** How runs are divided, as JSON holds it. */
export interface SplitReference {
  /** `random`, `random:A/B/C`, `paper`, or where the assigned parts come from. */
  readonly name: string;
  /** The run and part of each; null where the name says all. */
  readonly assigned: readonly (readonly [run: string, part: Part])[] | null;
}

/** What is needed to fit a predictor on a zoo. */
export interface Fit {
  readonly zoo: ZooReference;
  readonly predictor: string;
  readonly features: string;
  readonly parameters: PredictorParameters;
  readonly checkpoint: string;
  /** The metrics column to predict. */
  readonly target: string;
  readonly split: SplitReference;
  readonly protocol: Protocol;
  readonly seed: number;
}

/** A cell of the table. */
export interface CellJob {
  readonly kind: "cell";
  readonly fit: Fit;
  readonly resamples: number;
}

/** What is kept of a cell; its place in the table and the published score follow from the request. */
export interface CellOutcome
  extends Required<Omit<CellRecord, "zoo" | "predictor" | "features" | "published">> {
  readonly points: PointRecord;
}

/** A fit that is scored on other zoos too. */
export interface TransferJob {
  readonly kind: "transfer";
  readonly fit: Fit;
  readonly to: readonly ZooReference[];
  readonly resamples: number;
}

/** Entry i is of zoo i of the job. */
export type TransferOutcome = readonly {
  readonly networks: number;
  readonly seen: number;
  readonly tau: Estimate;
  readonly r2: Estimate;
  readonly points: PointRecord;
}[];

/** A fit on a part of the training runs. */
export interface CurveJob {
  readonly kind: "curve";
  readonly fit: Fit;
  /** Above 0, at most 1. */
  readonly share: number;
  readonly resamples: number;
}

export interface CurveOutcome {
  readonly networks: number;
  readonly tau: Estimate;
}

/** A fit of which only the score on the validation part counts. */
export interface TrialJob {
  readonly kind: "trial";
  readonly fit: Fit;
}

export interface TrialOutcome {
  readonly validation: Scores;
  readonly backend: string;
  readonly seconds: number;
}

/** A piece of work for one core: JSON, so that another process can do it and a file can keep what it was. */
export type Job = CellJob | TransferJob | CurveJob | TrialJob;

interface Outcomes {
  readonly cell: CellOutcome;
  readonly transfer: TransferOutcome;
  readonly curve: CurveOutcome;
  readonly trial: TrialOutcome;
}

/** What a job comes to: JSON. */
export type OutcomeOf<Kind extends Job> = Outcomes[Kind["kind"]];

/** A job in few words: `dnn on hyper+weights`. */
export function jobInWords(job: Job): string {
  const fit = `${job.fit.predictor} on ${job.fit.features}`;
  switch (job.kind) {
    case "cell":
    case "trial":
      return fit;
    case "transfer":
      return `${fit}, transfer`;
    case "curve":
      return `${fit}, ${Math.round(100 * job.share)}% of the training runs`;
    default:
      return job satisfies never;
  }
}
