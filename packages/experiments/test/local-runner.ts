import type { Job, OutcomeOf } from "../src/jobs/job.js";
import { runJob } from "../src/jobs/run-job.js";
import type { JobRunner } from "../src/jobs/run-jobs.js";

/** Does jobs on this thread, in turns; keeps what it was asked to do. */
export function localRunner(
  run: (job: Job) => Promise<OutcomeOf<Job>> = runJob,
  lanes = 2,
  code = "the sources",
): JobRunner & { readonly asked: Job[] } {
  const asked: Job[] = [];
  let stop: () => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Error("Worker terminated"));
  });
  stopped.catch(() => {});
  return {
    asked,
    lanes,
    code: async () => code,
    run: (job) => {
      asked.push(job);
      return Promise.race([run(job), stopped]);
    },
    stop: async () => stop(),
  };
}
