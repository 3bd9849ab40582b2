import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { InputError, TemporaryError, UsageError } from "@weightcast/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openS3Store } from "../src/store/s3-store.js";
import { StoreFolder } from "../src/store/store-folder.js";
import { hasS3, type S3Server, startS3 } from "./start-s3.js";

const LAST = "weights.npy";
const RUNNING = { last: LAST, isComplete: false };
const ENDED = { last: LAST, isComplete: true };

describe.skipIf(!hasS3())("a folder with copies of an S3-compatible store", () => {
  let s3: S3Server;
  let place: string;
  let bucket = "";
  let buckets = 0;
  let folders = 0;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "weightcast-store-"));
    s3 = await startS3();
  }, 90_000);
  afterAll(async () => {
    s3.stop();
    await rm(place, { recursive: true, force: true });
  });
  beforeEach(async () => {
    bucket = `zoos-${buckets++}`;
    await s3.makeBucket(bucket);
  });

  /** A worker's folder, with the store at the prefix `team/`. */
  async function open(endpoint = s3.endpoint) {
    const folder = join(place, `worker-${folders++}`);
    await mkdir(folder);
    const store = await openS3Store(`s3://${bucket}/team`, { endpoint });
    const write = async (name: string, content: string | Uint8Array) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    };
    const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
    return { folder, files: new StoreFolder(folder, store), write, read };
  }

  test("what one worker has finished is where another goes on, and what a finished zoo is made of goes", async () => {
    const first = await open();
    await first.write("zoo/training.json", "{}");
    await first.write("zoo/parts/00001.npy", "one");
    await first.write("zoo/parts/00002.npy.partial-77", "half");
    await first.write("zoo/training.lock", "process 1");
    await first.files.push("zoo", RUNNING);
    expect(await s3.keys(bucket)).toEqual(["team/zoo/parts/00001.npy", "team/zoo/training.json"]);

    const second = await open();
    await second.files.pull(["zoo"]);
    expect(await second.read("zoo/parts/00001.npy")).toBe("one");
    expect(await readdir(join(second.folder, "zoo"))).toEqual(["parts", "training.json"]);
    await rm(join(second.folder, "zoo/parts"), { recursive: true });
    await second.write(`zoo/${LAST}`, "all");
    await second.write("zoo/metrics.csv.gz", "table");
    await second.files.push("zoo", ENDED);
    expect(await s3.keys(bucket)).toEqual([
      "team/zoo/metrics.csv.gz",
      "team/zoo/training.json",
      `team/zoo/${LAST}`,
    ]);
  });

  test("a worker that was taken for dead changes nothing of a finished zoo", async () => {
    const stale = await open();
    await stale.write("zoo/training.json", "{}");
    await stale.write("zoo/parts/00001.npy", "one");
    await stale.files.push("zoo", RUNNING);
    const other = await open();
    await other.files.pull(["zoo"]);
    await rm(join(other.folder, "zoo/parts"), { recursive: true });
    await other.write(`zoo/${LAST}`, "all");
    await other.files.push("zoo", ENDED);
    const finished = await s3.keys(bucket);

    await stale.write("zoo/parts/00002.npy", "two");
    await stale.files.push("zoo", RUNNING);
    await stale.write(`zoo/${LAST}`, "less");
    await stale.files.push("zoo", ENDED);
    expect(await s3.keys(bucket)).toEqual(finished);
    expect(await s3.text(bucket, `team/zoo/${LAST}`)).toBe("all");
  });

  test("of two workers that write the same file, the first one's stays; a worker replaces what it has seen", async () => {
    const [first, second] = [await open(), await open()];
    await first.write("out/cells/a.json", "first");
    await second.write("out/cells/a.json", "second");
    const options = { last: undefined, isComplete: false };
    await first.files.push("out", options);
    await second.files.push("out", options);
    expect(await s3.text(bucket, "team/out/cells/a.json")).toBe("first");

    const third = await open();
    await third.files.pull(["out"]);
    await third.write("out/cells/a.json", "the third has seen the first");
    await third.files.push("out", options);
    expect(await s3.text(bucket, "team/out/cells/a.json")).toBe("the third has seen the first");
  });

  test("what is here already is not brought again, and what was forgotten is", async () => {
    await s3.put(bucket, "team/zoo/a", "1");
    await s3.put(bucket, "team/space.json", "{}");
    const { folder, files, read } = await open();
    await files.pull(["zoo", "space.json"]);
    expect([await read("zoo/a"), await read("space.json")]).toEqual(["1", "{}"]);
    const { mtimeMs } = await stat(join(folder, "zoo/a"));
    await files.pull(["zoo"]);
    expect((await stat(join(folder, "zoo/a"))).mtimeMs).toBe(mtimeMs);
    await files.forget("zoo");
    expect(await read("zoo/a")).toBeUndefined();
    await files.pull(["zoo"]);
    expect(await read("zoo/a")).toBe("1");
    expect(await s3.keys(bucket)).toEqual(["team/space.json", "team/zoo/a"]);
  });

  test("a large file goes and comes in parts", async () => {
    const content = randomBytes(17 * 2 ** 20);
    const first = await open();
    await first.write("zoo/large", content);
    await first.files.push("zoo", RUNNING);
    const second = await open();
    await second.files.pull(["zoo"]);
    expect((await readFile(join(second.folder, "zoo/large"))).equals(content)).toBe(true);
  }, 30_000);

  test.each(["team/zoo/../../outside", "team/zoo//etc/passwd", "team/zoo/a\\..\\b", "team/zoo/./a"])(
    "the key %j is refused",
    async (key) => {
      await s3.put(bucket, key, "no");
      const { folder, files } = await open();
      await expect(files.pull(["zoo"])).rejects.toThrow(InputError);
      await expect(files.pull(["zoo"])).rejects.toThrow(/has the key 'zoo.*', which is no path inside/);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test("a folder that another program marked is no file", async () => {
    await s3.put(bucket, "team/zoo/", "");
    const { folder, files } = await open();
    await files.pull(["zoo"]);
    expect(await readdir(folder)).toEqual([]);
  });

  test("a connection that breaks is opened again where it broke, and a store that stays away is named", async () => {
    const content = randomBytes(3 * 2 ** 20).toString("hex");
    await s3.put(bucket, "team/zoo/a", content);
    const proxy = await startBreakingProxy(new URL(s3.endpoint), 2 ** 20);
    try {
      const { files, read } = await open(proxy.endpoint);
      await files.pull(["zoo"]);
      expect((await read("zoo/a")) === content).toBe(true);
      expect(proxy.broken()).toBeGreaterThan(3);
      await proxy.stop();
      await expect(files.pull(["zoo"])).rejects.toThrow(TemporaryError);
      await expect(files.pull(["zoo"])).rejects.toThrow(`s3://${bucket}/team/: looking for zoo failed`);
    } finally {
      await proxy.stop();
    }
  }, 60_000);

  test("a bucket that is not there, and an address that is none", async () => {
    const { endpoint } = s3;
    await expect(openS3Store("s3://absent-bucket/a", { endpoint })).rejects.toThrow(UsageError);
    await expect(openS3Store("s3://absent-bucket/a", { endpoint })).rejects.toThrow(/NoSuchBucket/);
    await expect(openS3Store(`s3://${bucket}`, { endpoint: "here" })).rejects.toThrow(UsageError);
  });
});

/** Breaks each connection after so many bytes to the client. */
async function startBreakingProxy({ hostname, port }: URL, bytes: number) {
  let broken = 0;
  const server: Server = createServer((client) => {
    let left = bytes;
    const upstream = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.on("error", end).on("close", end).pipe(upstream);
    upstream.on("error", end).on("close", end);
    upstream.on("data", (chunk: Uint8Array) => {
      left -= chunk.length;
      if (left >= 0) {
        client.write(chunk);
        return;
      }
      broken++;
      client.end();
      upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${own}`,
    broken: () => broken,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
