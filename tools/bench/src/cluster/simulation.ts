import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UsageError } from "@weightcast/core";
import { submitJob } from "@weightcast/queue/node";
import { type Population, PUBLISHED_SPACE, planNetworks, shardOf } from "@weightcast/zoo-trainer";

const NETWORKS = 30_000;
const IMAGES = 60_000;
const PORT = 16_398;
/** The time of a task beside its training: a process starts and loads the images. */
const START_SECONDS = 3;
/** Commands that Redis gets for a task: added, taken, its lock renewed twice a minute, ended. */
const COMMANDS_OF_A_TASK = 8;
const COMMANDS_A_MINUTE = 2;

const POPULATION: Population = {
  dataset: "fashion_mnist",
  networks: [{ first: 0, count: NETWORKS }],
  epochs: 86,
  epochs_between_checkpoints: 20,
  seed: 1,
  space: PUBLISHED_SPACE,
};

/**
 * `pnpm bench cluster SAMPLES_PER_SECOND`: simulates the training of 30,000 networks of 86 epochs on 10, 100 and 1,000 workers of one core, by
 * the samples that a core trains on in a second (`zoo train` prints them for all cores), with the hyperparameters that the zoo would have.
 */
export async function benchCluster([text = ""]: readonly string[]): Promise<void> {
  const rate = Number(text);
  if (!(rate > 0)) {
    throw new UsageError("give the samples that one core trains on in a second: pnpm bench cluster 50000");
  }
  const seconds = planNetworks(POPULATION).map(
    ({ hyperparameters }) => (POPULATION.epochs * IMAGES * hyperparameters.train_fraction) / rate,
  );
  const total = seconds.reduce((sum, one) => sum + one, 0);
  process.stdout.write(`${NETWORKS} networks: ${(total / 3600).toFixed(0)} core hours\n`);
  for (const [workers, tasks] of [
    [10, 300],
    [100, 300],
    [100, 1000],
    [1000, 1000],
    [1000, 5000],
  ] as const) {
    const times = Array.from({ length: tasks }, (_, task) => {
      const { first, count } = shardOf({ first: 0, count: NETWORKS }, task + 1, tasks);
      return START_SECONDS + seconds.slice(first, first + count).reduce((sum, one) => sum + one, 0);
    });
    const makespan = makespanOf(times, workers);
    const commands =
      tasks * COMMANDS_OF_A_TASK + (Math.min(workers, tasks) * COMMANDS_A_MINUTE * makespan) / 60;
    const memory = await redisMebibytes(tasks);
    process.stdout.write(
      `${workers} workers, ${tasks} tasks: ${(makespan / 3600).toFixed(2)} h, ${((100 * total) / makespan / workers).toFixed(1)} % of the workers' time trains, ` +
        `${(commands / makespan).toFixed(2)} commands/s to Redis, ${memory === undefined ? "redis-server is missing" : `${memory.toFixed(1)} MB in Redis`}\n`,
    );
  }
}

/** The time until the last task ends, where each worker takes the next task as soon as it is free. */
function makespanOf(times: readonly number[], workers: number): number {
  const free = new Float64Array(workers);
  for (const time of times) {
    let first = 0;
    for (let worker = 1; worker < workers; worker++) if (free[worker]! < free[first]!) first = worker;
    free[first]! += time;
  }
  return Math.max(...free);
}

/** The memory that so many tasks take in a real Redis, beyond that of an empty one; undefined where there is none. */
async function redisMebibytes(tasks: number): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "weightcast-bench-redis-"));
  const redis = spawn("redis-server", ["--port", `${PORT}`, "--dir", folder, "--save", ""], {
    stdio: "ignore",
  });
  const isThere = await Promise.race([
    once(redis, "spawn").then(() => true),
    once(redis, "error").then(() => false),
  ]);
  try {
    if (!isThere) return undefined;
    await setTimeout(1000);
    const before = usedBytes();
    const words = [
      "zoo",
      "train",
      "--dataset",
      "fashion_mnist",
      "--networks",
      `${NETWORKS}`,
      "--epochs",
      "86",
    ];
    const stage = { name: "train", tasks, words: [...words, "--shard", "auto", "-o", "zoo.shards"] };
    await submitJob(`redis://127.0.0.1:${PORT}`, { name: "bench", stages: [stage] });
    return (usedBytes() - before) / 2 ** 20;
  } finally {
    if (isThere) {
      redis.kill();
      await once(redis, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  }
}

function usedBytes(): number {
  const info = execFileSync("redis-cli", ["-p", `${PORT}`, "info", "memory"], { encoding: "utf8" });
  return Number(/used_memory:(\d+)/.exec(info)?.[1]);
}
