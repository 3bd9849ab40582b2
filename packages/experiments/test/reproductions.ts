import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExperimentResults, parseSplitSpec } from "@weightcast/evaluation";
import { afterAll, beforeAll } from "vitest";
import type { CellOutcome, Job, OutcomeOf } from "../src/jobs/job.js";
import type { ReproduceOptions } from "../src/reproduce/reproduce.js";
import { writeSmallZoo } from "./small-zoo.js";

/** Four of the paper's feature sets, and two beside them. */
export const QUICK_CELLS: number = 4 * 3 - 1 + 2;
/** The fits of a quick reproduction of one zoo: its cells, a baseline and a learning curve. */
export const QUICK_FITS: number = QUICK_CELLS + 1 + 5;

/** Two small zoos, and requests to reproduce the experiments on them. */
export interface Reproductions {
  /** A folder that is removed after the tests. */
  readonly folder: string;
  readonly zoo: string;
  readonly other: string;
  /** A quick reproduction of the first zoo in a folder of its own. */
  options(changes?: Partial<ReproduceOptions>): ReproduceOptions;
}

/** Makes the zoos before the tests of a file. */
export function useReproductions(): Reproductions {
  let folder = "";
  let outputs = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "weightcast-reproduce-"));
    await writeSmallZoo(join(folder, "zoo"), { diverged: [3, 4] });
    await writeSmallZoo(join(folder, "other"), { runs: 60, seed: 2 });
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    get folder() {
      return folder;
    },
    get zoo() {
      return join(folder, "zoo");
    },
    get other() {
      return join(folder, "other");
    },
    options: (changes = {}) => ({
      zoos: [join(folder, "zoo")],
      folder: join(folder, `output-${outputs++}`),
      quick: true,
      protocol: "honest",
      split: parseSplitSpec("random"),
      checkpoint: "final",
      seed: 0,
      workers: 1,
      ...changes,
    }),
  };
}

/** Outcomes without any work, with a score that tells of the job. */
export async function pretend(job: Job): Promise<OutcomeOf<Job>> {
  const estimate = (value: number) => ({ value, low: value, high: value });
  const points = { x: [0], y: [job.fit.predictor.length] };
  switch (job.kind) {
    case "cell": {
      const outcome: CellOutcome = {
        hyperparameters: job.fit.parameters ?? {},
        rows: { train: 1, validation: 1, test: 1, notFinite: 0 },
        tauCeiling: null,
        scores: { r2: estimate(0.5), mse: estimate(0), mad: estimate(0), tau: estimate(0) },
        validation: job.fit.predictor === "dnn" && job.fit.features === "hyper" ? 0.9 : 0.1,
        strata: null,
        invariance: [],
        backend: "none",
        seconds: 0,
        points,
        calibration: { bins: [{ rows: 1, predicted: 0.5, truth: 0.4, deviation: 0 }], coverage: [] },
        importance:
          job.fit.predictor === "gbm"
            ? { networks: 1, layers: [{ layer: "dense", contribution: 0.1 }] }
            : null,
        samples: { rows: "rows", r2: [0.4, 0.5, 0.6], tau: [0, 0, 0] },
      };
      return outcome;
    }
    case "repeat":
      return { count: 1, r2: job.fit.seed / 10, mse: 0, mad: 0, tau: null };
    case "transfer":
      return job.to.map((_, i) => ({
        networks: i,
        seen: 0,
        tau: estimate(i),
        tauCeiling: 0.98,
        r2: estimate(i),
        points,
      }));
    case "curve":
      return {
        networks: 100 * job.share,
        tau: estimate(job.share),
        tauCeiling: 0.98,
        r2: estimate(job.share),
      };
    case "trial":
      throw new Error("there are no trials in a reproduction");
    default:
      return job satisfies never;
  }
}

/** The results in the folder of a reproduction. */
export async function resultsIn(output: string): Promise<ExperimentResults> {
  return JSON.parse(await readFile(join(output, "results.json"), "utf8"));
}
