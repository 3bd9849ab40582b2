import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CancelledError, InputError, TemporaryError } from "@weightcast/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BatchStage } from "../src/index.js";
import { openS3Store } from "../src/store/s3-store.js";
import { StoredTasks } from "../src/store/stored-tasks.js";
import { hasS3, type S3Server, startS3 } from "./start-s3.js";

const STAGE: BatchStage = {
  name: "train",
  tasks: 4,
  words: [],
  files: { reads: ["space.json"], writes: "zoo.shards/shard-{part}-of-{parts}", last: "weights.npy" },
};
const SHARD = "zoo.shards/shard-2-of-4";
const DONE = { code: 0, message: "" };

describe.skipIf(!hasS3())("tasks with their files in an object store", () => {
  let s3: S3Server;
  let folder: string;
  const notices: string[] = [];

  beforeAll(async () => {
    // A folder that is not there yet is made.
    folder = join(await mkdtemp(join(tmpdir(), "weightcast-stored-")), "scratch");
    s3 = await startS3();
    await s3.makeBucket("zoos");
    await s3.put("zoos", "team/space.json", "{}");
  }, 90_000);
  afterAll(async () => {
    s3.stop();
    await rm(dirname(folder), { recursive: true, force: true });
  });

  async function open(signal = new AbortController().signal) {
    const store = await openS3Store("s3://zoos/team", { endpoint: s3.endpoint });
    const onNotice = (notice: string) => void notices.push(notice);
    return StoredTasks.open({ store, folder, pushMilliseconds: 50, onNotice, signal });
  }

  test("what a task has finished is in the store while it runs, and another worker goes on with it", async () => {
    const first = await open();
    const stopped = await first.run(STAGE, 1, async (place) => {
      expect(await readdir(place)).toEqual([".arrivals", "space.json"]);
      await mkdir(join(place, SHARD, "parts"), { recursive: true });
      await writeFile(join(place, SHARD, "parts", "00007.npy"), "seven");
      for (let wait = 0; wait < 200 && (await s3.keys("zoos")).length < 2; wait++) await setTimeout(50);
      expect(await s3.keys("zoos")).toContain(`team/${SHARD}/parts/00007.npy`);
      return { code: 75, message: "stopped" };
    });
    expect(stopped.code).toBe(75);
    await first.close();
    expect(await readdir(folder)).toEqual([]);

    const second = await open();
    await second.run(STAGE, 1, async (place) => {
      expect(await readFile(join(place, SHARD, "parts", "00007.npy"), "utf8")).toBe("seven");
      await rm(join(place, SHARD, "parts"), { recursive: true });
      await writeFile(join(place, SHARD, "weights.npy"), "seven and more");
      return DONE;
    });
    expect(await s3.keys("zoos")).toEqual(["team/space.json", `team/${SHARD}/weights.npy`]);
    await second.close();
    expect(notices).toEqual([]);
  }, 30_000);

  test("a stage that does not tell its files is refused, and a worker that ends begins no task", async () => {
    const tasks = await open();
    const work = () => Promise.reject(new Error("the task began"));
    await expect(tasks.run({ name: "train", tasks: 1, words: [] }, 0, work)).rejects.toThrow(InputError);
    await tasks.close();
    const ending = await open(AbortSignal.abort());
    await expect(ending.run(STAGE, 0, work)).rejects.toThrow(CancelledError);
    await ending.close();
  });

  test("a task is not done while its results are not in the store", async () => {
    const tasks = await open();
    await expect(
      tasks.run({ ...STAGE, files: { reads: [], writes: "lost" } }, 0, async (place) => {
        await mkdir(join(place, "lost"));
        await writeFile(join(place, "lost", "a"), "1");
        s3.stop();
        return DONE;
      }),
    ).rejects.toThrow(TemporaryError);
    await tasks.close();
  }, 30_000);
});
