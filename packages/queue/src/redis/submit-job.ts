import type { FlowJob, FlowProducer } from "bullmq";
import type { BatchJob, BatchStage } from "../batch/batch-job.js";
import { MOST_RETRIES } from "../batch/batch-job.js";
import { connectionOf, loadBullmq, QUEUE_NAME, requireReachable } from "./connection.js";
import { jobId, type QueuedJob } from "./queued-job.js";

const BACKOFF_MILLISECONDS = 5000;

/**
 * Puts a job into the queue: its first stage now, each further one when the stage before it has ended. The same job again adds nothing.
 *
 * @param url the address of Redis
 * @returns the number of tasks of all stages
 * @throws TemporaryError where Redis does not answer
 * @throws UsageError where the URL is none of Redis, or the library of the queue is not installed
 */
export async function submitJob(
  url: string,
  { name, stages }: Pick<BatchJob, "name" | "stages">,
): Promise<number> {
  const { FlowProducer } = await loadBullmq();
  const connection = connectionOf(url);
  await requireReachable(url);
  const producer = new FlowProducer({ connection });
  // Without a listener, Node ends the process for each attempt to connect.
  producer.on("error", () => {});
  try {
    await addStages(producer, name, stages);
  } finally {
    await producer.close();
  }
  return stages.reduce((sum, { tasks }) => sum + tasks, 0);
}

/** Adds the tasks of the first stage, and its end, which waits for them. */
export async function addStages(
  producer: FlowProducer,
  name: string,
  stages: readonly BatchStage[],
): Promise<void> {
  const [stage] = stages;
  if (stage === undefined) return;
  const job = (task: number | null): FlowJob => {
    const data: QueuedJob = { name, stages, task };
    return {
      name: stage.name,
      queueName: QUEUE_NAME,
      data,
      opts: {
        jobId: jobId(data),
        attempts: 1 + MOST_RETRIES,
        backoff: { type: "exponential", delay: BACKOFF_MILLISECONDS },
        // A task that cannot be done fails the work, which then shows what is missing.
        ...(task !== null && { failParentOnFailure: true }),
      },
    };
  };
  const tasks = Array.from({ length: stage.tasks }, (_, task) => job(task));
  await producer.add({ ...job(null), children: tasks });
}
