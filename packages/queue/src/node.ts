export { queueStatus, type StageStatus } from "./redis/queue-status.js";
export { checkQueuedJob, type QueuedJob, type TaskProgress } from "./redis/queued-job.js";
export { submitJob } from "./redis/submit-job.js";
export { type StoreOptions, type WorkOptions, workOnQueue } from "./redis/work-on-queue.js";
