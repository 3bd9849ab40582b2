import { fileURLToPath } from "node:url";
import { runJson } from "../processes.js";
import { formatRate, say } from "../report.js";
import type { TrainRun } from "./train.js";

/** How PyTorch trains a cohort of networks in each step; see `peers/torch_cohort.py`. */
export interface CohortSetting {
  readonly name: string;
  readonly method: string;
  readonly block: number;
  readonly processes: number;
  readonly threads: number;
}

const METHODS = ["grouped", "grouped-batches", "vmap", "vmap-batches"];
const BLOCKS = [4, 8, 16, 32];
const CORES: readonly (readonly [processes: number, threads: number])[] = [
  [2, 1],
  [1, 2],
];
/** The seconds of a run that looks for the fastest setting, and of one that is compared. */
const TRIAL_SECONDS = 3;
const RUN_SECONDS = 8;

const SETTINGS: readonly CohortSetting[] = METHODS.flatMap((method) =>
  BLOCKS.flatMap((block) =>
    CORES.map(([processes, threads]) => ({
      name: `${method}, ${block} networks a step, ${processes} x ${threads} threads`,
      method,
      block,
      processes,
      threads,
    })),
  ),
);

/** The setting with the most samples a second, of one short run each. */
export async function fastestCohort(python: string): Promise<CohortSetting> {
  const rated: (readonly [CohortSetting, number])[] = [];
  for (const setting of SETTINGS) {
    const { samplesPerSecond } = await runCohort(python, setting, TRIAL_SECONDS);
    say(`PyTorch, ${setting.name}: ${formatRate(samplesPerSecond)} samples/s`);
    rated.push([setting, samplesPerSecond]);
  }
  return rated.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

export function runCohort(
  python: string,
  { method, block, processes, threads }: CohortSetting,
  seconds: number = RUN_SECONDS,
): Promise<TrainRun> {
  const script = fileURLToPath(new URL("../peers/torch_cohort.py", import.meta.url));
  return runJson(python, [script, method, ...[block, processes, threads, seconds].map(String)]);
}
