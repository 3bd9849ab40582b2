import { fileURLToPath } from "node:url";
import workerpool from "workerpool";
import { codeDigest } from "./code-digest.js";
import type { Job, OutcomeOf } from "./job.js";
import { runJob } from "./run-job.js";
import type { JobRunner } from "./run-jobs.js";

/** The worker's file lies beside the built code, in this package and wherever that is bundled. */
const WORKER_FILE = "./experiment-worker.js";

/** Every process has one core: more threads than cores would only wait for each other. */
const ONE_THREAD = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", OMP_NUM_THREADS: "1" };

/** Does jobs in so many processes: TensorFlow's library keeps its state by process, not by thread. */
export function startProcessRunner(lanes: number): JobRunner {
  const worker = new URL(WORKER_FILE, import.meta.url);
  const pool = workerpool.pool(fileURLToPath(worker), {
    workerType: "process",
    maxWorkers: lanes,
    emitStdStreams: true,
    forkOpts: { env: { TF_CPP_MIN_LOG_LEVEL: "2", ...process.env, ...ONE_THREAD } },
  });
  let code: Promise<string> | undefined;
  return {
    lanes,
    code: () => {
      code ??= codeDigest(worker);
      return code;
    },
    run: async (job) => (await pool.exec("runJob", [job], { on: passOn })) as OutcomeOf<Job>,
    async stop() {
      await pool.terminate(true);
    },
  };
}

/** What TensorFlow's library says in every process as it is loaded, whatever its log settings. */
const LOADING_NOTICE =
  /^(WARNING: All log messages before absl|I0000 .* oneDNN custom operations are on).*\n?/gm;

/** Passes on what a worker writes to stderr, but for what is said once too often. */
function passOn({ stderr = "" }: { readonly stderr?: string }): void {
  process.stderr.write(stderr.replaceAll(LOADING_NOTICE, ""));
}

/** What a worker's file does: the jobs that it is sent. */
export function serveExperiments(): void {
  workerpool.worker({ runJob });
}
