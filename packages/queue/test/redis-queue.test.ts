import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { TemporaryError, UsageError } from "@weightcast/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { queueStatus, submitJob, workOnQueue } from "../src/node.js";

/** Stands for the command line: appends its words and its part to a file, and ends as a file of the words' name says. */
const PROGRAM = `
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
const { JOB_COMPLETION_INDEX: task, WEIGHTCAST_SHARDS: tasks } = process.env;
const [name] = process.argv.slice(2);
appendFileSync("ran", name + " " + task + "/" + tasks + "\\n");
console.error("train: 3/9 samples, 1/5 networks");
const plan = name + "-" + task;
if (existsSync(plan)) {
  const code = Number(readFileSync(plan, "utf8"));
  if (code === 75) rmSync(plan);
  console.error("weightcast: planned to end with " + code);
  process.exit(code);
}
if (existsSync("slow")) await new Promise((resolve) => setTimeout(resolve, 3000));
`;

function hasRedis(): boolean {
  try {
    execFileSync("redis-server", ["--version"]);
    return true;
  } catch {
    process.stderr.write("redis-server is not installed: the queue is not tested\n");
    return false;
  }
}

describe.skipIf(!hasRedis())("a queue on Redis", () => {
  let folder: string;
  let port: number;
  let redis: ChildProcess;
  const stops: AbortController[] = [];
  const url = () => `redis://127.0.0.1:${port}`;

  async function startRedis(): Promise<void> {
    redis = spawn(
      "redis-server",
      ["--port", `${port}`, "--dir", folder, "--appendonly", "yes", "--save", ""],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    for await (const text of redis.stdout!) if (String(text).includes("Ready to accept")) break;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "weightcast-queue-"));
    await writeFile(join(folder, "program.mjs"), PROGRAM);
    port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const { port: free } = server.address() as { port: number };
        server.close(() => resolve(free));
      });
    });
    await startRedis();
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop.abort();
  });
  afterAll(async () => {
    redis.kill();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a worker; returns what ends it. */
  function work(notices: string[] = []) {
    const stop = new AbortController();
    stops.push(stop);
    const ended = workOnQueue({
      url: url(),
      concurrency: 2,
      folder,
      program: [process.execPath, join(folder, "program.mjs")],
      onNotice: (notice) => notices.push(notice),
      signal: stop.signal,
      lockMilliseconds: 1000,
    });
    return async () => {
      stop.abort();
      await ended;
    };
  }
  const ran = async () => (await readFile(join(folder, "ran"), "utf8").catch(() => "")).split("\n");
  const ranOf = async (name: string) => (await ran()).filter((line) => line.startsWith(`${name} `)).sort();
  async function until(name: string, lines: readonly string[]): Promise<void> {
    for (let wait = 0; wait < 200; wait++) {
      if ((await ranOf(name)).join() === lines.join()) return;
      await setTimeout(100);
    }
    expect(await ranOf(name)).toEqual(lines);
  }
  const statusOf = async (name: string) =>
    (await queueStatus(url())).filter((status) => status.name === name);

  test("does the tasks of a stage, then those of the next; the same submission again adds nothing", async () => {
    const stages = [
      { name: "train", tasks: 3, words: ["train-a"] },
      { name: "merge", tasks: 1, words: ["merge-a"] },
    ];
    expect(await submitJob(url(), { name: "a", stages })).toBe(4);
    await submitJob(url(), { name: "a", stages });
    expect(await statusOf("a")).toMatchObject([{ stage: "train", tasks: 3, done: 0, tasksPerMinute: null }]);
    const stop = work();
    await until("merge-a", ["merge-a 0/1"]);
    expect(await ranOf("train-a")).toEqual(["train-a 0/3", "train-a 1/3", "train-a 2/3"]);
    await setTimeout(300);
    expect(await statusOf("a")).toMatchObject([
      { stage: "train", tasks: 3, done: 3, secondsLeft: 0, problems: [] },
      { stage: "merge", tasks: 1, done: 1 },
    ]);
    const order = (await ran()).filter((line) => line.endsWith("1"));
    expect(order.at(-1)).toBe("merge-a 0/1");
    await stop();
  });

  test("a task that asks for it is tried again, one that cannot be done is not, and holds up what follows", async () => {
    await writeFile(join(folder, "train-b-0"), "75");
    await writeFile(join(folder, "train-b-1"), "2");
    await submitJob(url(), {
      name: "b",
      stages: [
        { name: "train", tasks: 2, words: ["train-b"] },
        { name: "merge", tasks: 1, words: ["merge-b"] },
      ],
    });
    const stop = work();
    await until("train-b", ["train-b 0/2", "train-b 0/2", "train-b 1/2"]);
    await setTimeout(500);
    const [status] = await statusOf("b");
    expect(status).toMatchObject({ done: 1, failed: 1, problems: ["planned to end with 2"] });
    expect(await ranOf("merge-b")).toEqual([]);
    await stop();
  });

  test("a worker that is stopped gives its task back, and a Redis that restarts loses nothing", async () => {
    await writeFile(join(folder, "slow"), "");
    await submitJob(url(), { name: "c", stages: [{ name: "train", tasks: 1, words: ["train-c"] }] });
    const stop = work();
    await until("train-c", ["train-c 0/1"]);
    for (let wait = 0; wait < 50 && (await statusOf("c"))[0]?.progress === null; wait++) await setTimeout(50);
    expect((await statusOf("c"))[0]).toMatchObject({
      active: 1,
      progress: { done: 1, total: 5, unit: "networks" },
    });
    await stop();
    redis.kill("SIGTERM");
    await setTimeout(500);
    await startRedis();
    await rm(join(folder, "slow"));
    const again = work();
    await until("train-c", ["train-c 0/1", "train-c 0/1"]);
    await setTimeout(500);
    expect(await statusOf("c")).toMatchObject([{ tasks: 1, done: 1, failed: 0 }]);
    await again();
  });

  test("a worker whose Redis went away stops at once", async () => {
    const stop = work();
    await submitJob(url(), { name: "d", stages: [{ name: "train", tasks: 1, words: ["train-d"] }] });
    await until("train-d", ["train-d 0/1"]);
    redis.kill("SIGKILL");
    await setTimeout(500);
    const start = performance.now();
    await stop();
    expect(performance.now() - start).toBeLessThan(1000);
    await startRedis();
  });

  test("where no Redis answers, the same call may succeed later", async () => {
    const away = "redis://127.0.0.1:1";
    await expect(queueStatus(away)).rejects.toThrow(TemporaryError);
    await expect(queueStatus("http://here")).rejects.toThrow(UsageError);
  });
});

test("a worker waits for a Redis that is not there, says so, and stops at once", async () => {
  const stop = new AbortController();
  const notices: string[] = [];
  const work = workOnQueue({
    url: "redis://127.0.0.1:1",
    concurrency: 1,
    folder: tmpdir(),
    program: ["node", "none.mjs"],
    onNotice: (notice) => notices.push(notice),
    signal: stop.signal,
  });
  await expect.poll(() => notices).toEqual(["Redis at 127.0.0.1:1 does not answer; the worker waits for it"]);
  const start = performance.now();
  stop.abort();
  await work;
  expect(performance.now() - start).toBeLessThan(1000);
});
