import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, MAIN, run } from "./run-cli.js";
import { writeImages } from "./small-images.js";
import { writeSmallZoo } from "./small-zoo.js";

const ZOO_FILES = ["layout.csv", "metrics.csv.gz", "training.json", "weights.npy"];
const TRAIN = [
  ...["--dataset", "noise", "--networks", "5", "--epochs", "1"],
  ...["--num-layers", "2", "--num-units", "4", "--train-fraction", "1", "--seed", "3"],
];
const SEARCH = ["small", "--predictor", "gbm", "--features", "wstats-glob", "--trials", "3", "--seed", "1"];

function isInstalled(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write(`${command} is not installed: a part of the queue is not tested\n`);
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

describe.skipIf(!isInstalled("redis-server", "--version"))("work through a queue on a real Redis", () => {
  let folder: string;
  let redis: ChildProcess;
  let variables: readonly string[];
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "weightcast-queue-"));
    await writeImages(join(folder, "noise"), 512, 64, 8);
    await writeSmallZoo(join(folder, "small"));
    const port = await freePort();
    variables = [
      `WEIGHTCAST_REDIS=redis://127.0.0.1:${port}`,
      ...["AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test"],
    ];
    redis = spawn("redis-server", ["--port", `${port}`, "--dir", folder, "--save", ""], { stdio: "ignore" });
    await finishes("the start of Redis", async () => (await cli("queue", "status")).code === 0);
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.kill("SIGKILL");
    redis.kill();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the command line in the folder. */
  const cli = (...args: readonly string[]): Promise<CliResult> =>
    run("env", [...variables, process.execPath, MAIN, ...args], folder);
  const wellDone = async (...args: readonly string[]) => {
    const { code, stderr, stdout } = await cli(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  };

  /** Starts a worker, and returns what ends it. */
  function work(...args: readonly string[]) {
    const words = [...variables, process.execPath, MAIN, "queue", "work", "--concurrency", "2", ...args];
    const worker = spawn("env", words, { cwd: folder, stdio: "ignore" });
    workers.push(worker);
    const ended = new Promise((resolve) => worker.on("close", resolve));
    return async () => {
      worker.kill("SIGTERM");
      await ended;
    };
  }

  async function finishes(what: string, isFinished: () => Promise<boolean>): Promise<void> {
    for (let wait = 0; wait < 600; wait++) {
      if (await isFinished()) return;
      await setTimeout(200);
    }
    throw new Error(`${what} did not finish`);
  }

  /** Waits for the last stages of jobs to be done. */
  const isDone = async (...stages: readonly string[]) => {
    const status = JSON.parse(await wellDone("queue", "status", "--json")) as StageInWords[];
    expect(status.flatMap(({ problems }) => problems)).toEqual([]);
    return stages.every((stage) =>
      status.some(({ name, stage: its, done }) => `${name} ${its}` === stage && done === 1),
    );
  };

  test("a zoo and a search are those of the plain commands", async () => {
    await wellDone("zoo", "train", ...TRAIN, "-o", "plain-zoo");
    await wellDone("search", ...SEARCH, "-o", "plain-search");
    await wellDone("queue", "submit", "zoo-train", ...TRAIN, "--tasks", "3", "-o", "zoo");
    await wellDone("queue", "submit", "search", ...SEARCH, "--tasks", "2", "-o", "search");
    const stop = work();
    await finishes("the work", () => isDone("weightcast-zoo merge", "weightcast-search results"));
    await stop();
    for (const name of ZOO_FILES)
      expect(await bytesOf("zoo", name)).toEqual(await bytesOf("plain-zoo", name));
    expect(await readdir(join(folder, "zoo"))).toEqual(ZOO_FILES);
    expect(await bytesOf("search", "best.json")).toEqual(await bytesOf("plain-search", "best.json"));
    expect(await trialsOf("search")).toEqual(await trialsOf("plain-search"));
  }, 300_000);

  const bytesOf = (output: string, name: string) => readFile(join(folder, output, name));
  /** The trials of a search, without the time that they took. */
  const trialsOf = async (output: string): Promise<unknown> => {
    const { seconds: _, ...rest } = JSON.parse(String(await bytesOf(output, "trials.json")));
    return rest;
  };

  test.skipIf(!isInstalled("moto_server", "--help"))(
    "workers that share no folder share a store",
    async () => {
      const port = await freePort();
      const endpoint = `http://127.0.0.1:${port}`;
      const store = spawn("moto_server", ["--host", "127.0.0.1", "--port", `${port}`], { stdio: "ignore" });
      try {
        await finishes("the start of the store", async () => {
          return (await fetch(`${endpoint}/zoos`, { method: "PUT" }).catch(() => undefined))?.ok === true;
        });
        // A task of a queue reads what is not in the store by its absolute path.
        const train = TRAIN.map((word) => (word === "noise" ? join(folder, "noise") : word));
        await wellDone("queue", "submit", "zoo-train", ...train, "--tasks", "3", "-o", "stored");
        const where = ["--store", "s3://zoos/team", "--endpoint", endpoint];
        const stops = [work(...where), work(...where)];
        await finishes("the work", () => isDone("weightcast-stored merge"));
        await Promise.all(stops.map((stop) => stop()));
        const objects = await (await fetch(`${endpoint}/zoos?list-type=2&prefix=team/stored/`)).text();
        const keys = Array.from(objects.matchAll(/<Key>(.*?)<\/Key>/g), ([, key]) => key);
        expect(keys).toEqual(ZOO_FILES.map((name) => `team/stored/${name}`));
        for (const name of ZOO_FILES) {
          // The server gives objects to those who name a key, whichever it is.
          const headers = { authorization: "AWS test:test" };
          const object = await fetch(`${endpoint}/zoos/team/stored/${name}`, { headers });
          expect(Buffer.from(await object.arrayBuffer()).equals(await bytesOf("plain-zoo", name)), name).toBe(
            true,
          );
        }
        expect((await readdir(folder)).filter((name) => name.startsWith("worker-"))).toEqual([]);
      } finally {
        store.kill();
      }
    },
    300_000,
  );

  test("a store that refuses ends a worker at once", async () => {
    const ended = await cli("queue", "work", "--store", "zoos/team");
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is no address of an object store"),
    });
    const away = await cli("queue", "work", "--store", "s3://zoos/team", "--endpoint", "http://127.0.0.1:1");
    expect(away).toMatchObject({ code: 75, stderr: expect.stringContaining("listing the objects failed") });
  }, 60_000);
});

/** What `queue status --json` says of a stage. */
interface StageInWords {
  readonly name: string;
  readonly stage: string;
  readonly done: number;
  readonly problems: readonly string[];
}
