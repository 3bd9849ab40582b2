import { fileURLToPath } from "node:url";
import workerpool from "workerpool";
import { codeDigest } from "./code-digest.js";
import type { Job, OutcomeOf } from "./job.js";
import { runJob } from "./run-job.js";
import type { JobRunner } from "./run-jobs.js";
import { explainFailure, messagesOf } from "./worker-failure.js";

/** The worker's file, beside the built code of this package or of the program that bundles it. */
const WORKER_FILE = "./experiment-worker.js";

/** Each process uses one core, because more threads than cores would only wait for each other. */
const ONE_THREAD = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", OMP_NUM_THREADS: "1" };

/** Starts a runner with `lanes` processes. They are processes rather than threads because TensorFlow's library keeps its state per process. */
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
    async run(job) {
      try {
        return (await pool.exec("runJob", [job], { on: messagesOf() })) as OutcomeOf<Job>;
      } catch (error) {
        throw explainFailure(error);
      }
    },
    async stop() {
      await pool.terminate(true);
    },
  };
}

/**
 * Runs the jobs that this worker process is sent. The file `experiment-worker.js` of this package calls it; a program that bundles the package needs
 * a file of this name that does the same, beside its bundle.
 */
export function serveExperiments(): void {
  workerpool.worker({ runJob });
}
