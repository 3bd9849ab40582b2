import { basename, resolve } from "node:path";
import { UsageError } from "@weightcast/core";
import { type BatchStage, kubernetesManifest, slurmScript } from "@weightcast/queue";
import { submitJob } from "@weightcast/queue/node";
import { type CommonOptions, print } from "../command.js";
import { type BatchOptions, resourcesOf } from "./batch-options.js";

/** Names of jobs are parts of names of Kubernetes' objects, which have 63 characters at most. */
const MOST_NAME_CHARACTERS = 40;

/**
 * Prints the script or the objects that make a batch system do the stages, or puts them into a queue.
 *
 * @param output the folder of the results, after which the jobs are named
 */
export async function printBatchJob(
  options: BatchOptions & CommonOptions,
  output: string,
  stages: readonly BatchStage[],
): Promise<void> {
  const { emit, image, claim, redis } = options;
  const job = { name: jobName(output), stages, resources: resourcesOf(options) };
  if (emit === "queue") {
    const tasks = await submitJob(redis, job);
    print(
      options,
      { name: job.name, tasks },
      `${job.name}: ${tasks} tasks are in the queue; \`weightcast queue work\` does them`,
    );
    return;
  }
  const text = emit === "kubernetes" ? await kubernetesManifest(job, { image, claim }) : slurmScript(job);
  print(options, { system: emit, text }, text.trimEnd());
}

function jobName(output: string): string {
  const words = basename(resolve(output))
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  if (words === null) {
    throw new UsageError(`'${output}' has no letter or digit to name the jobs after; choose another folder`);
  }
  return `weightcast-${words.join("-")}`.slice(0, MOST_NAME_CHARACTERS).replace(/-$/, "");
}
