import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { OutputUnwritableError, TemporaryError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { withLock } from "../src/node.js";
import { temporaryFolders } from "./temporary-folders.js";

const newFolder = temporaryFolders();
const endedProcess = () => spawnSync(process.execPath, ["-e", ""]).pid;
const lockOf = (pid: number, host = hostname()) => JSON.stringify({ pid, host, token: "of another" });

/** A lock file as another process may have left it, so many seconds ago. */
async function leave(text: string, secondsAgo = 0): Promise<string> {
  const path = join(await newFolder(), "lock");
  await writeFile(path, text);
  const then = new Date(Date.now() - secondsAgo * 1000);
  await utimes(path, then, then);
  return path;
}

test("work holds the lock and leaves nothing, failed or not", async () => {
  const folder = await newFolder();
  const path = join(folder, "lock");
  const result = await withLock(path, async (lock) => {
    await lock.assertHeld();
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid, host: hostname() });
    return 7;
  });
  expect(result).toBe(7);
  expect(await readdir(folder)).toEqual([]);
  await expect(withLock(path, () => Promise.reject(new Error("out of luck")))).rejects.toThrow("out of luck");
  expect(await readdir(folder)).toEqual([]);
});

test("a second holder is refused and told who holds it", async () => {
  const path = join(await newFolder(), "lock");
  await withLock(path, async (lock) => {
    const second = withLock(path, async () => {});
    await expect(second).rejects.toThrow(TemporaryError);
    await expect(second).rejects.toThrow(`${path}: process ${process.pid} is working here`);
    await lock.assertHeld();
  });
});

describe("a lock that was left", () => {
  test.each<[string, () => Promise<string>]>([
    ["by a process that has ended", () => leave(lockOf(endedProcess()))],
    ["by an earlier process of our number", () => leave(lockOf(process.pid))],
    ["on another machine, a while ago", () => leave(lockOf(1, "elsewhere"), 61)],
    ["half written, a while ago", () => leave('{"pid":', 61)],
  ])("%s is taken over", async (_, left) => {
    const path = await left();
    await withLock(path, (lock) => lock.assertHeld());
    expect(await readdir(join(path, ".."))).toEqual([]);
  });

  test.each<[string, () => Promise<string>, string]>([
    ["by a process that runs", () => leave(lockOf(process.ppid)), `process ${process.ppid} is working`],
    ["on another machine just now", () => leave(lockOf(1, "elsewhere")), "process 1 of elsewhere is working"],
    ["half written just now", () => leave(""), "another process is working"],
  ])("%s is respected", async (_, left, message) => {
    const path = await left();
    const before = await readFile(path, "utf8");
    await expect(withLock(path, async () => {})).rejects.toThrow(message);
    expect(await readFile(path, "utf8")).toBe(before);
  });
});

describe("what stands in a lock's place", () => {
  test.each<[string, (path: string) => Promise<unknown>]>([
    ["a link to nowhere", (path) => symlink("/nowhere/at/all", path)],
    ["a link to itself", (path) => symlink(path, path)],
    ["a link to a device", (path) => symlink("/dev/zero", path)],
    ["a folder", (path) => mkdir(path)],
    ["a large file", (path) => writeFile(path, new Uint8Array(10_000_000))],
  ])("%s is refused at once and left alone", async (_, place) => {
    const path = join(await newFolder(), "lock");
    await place(path);
    const started = performance.now();
    const attempt = withLock(path, () => expect.unreachable());
    await expect(attempt).rejects.toThrow(OutputUnwritableError);
    await expect(attempt).rejects.toThrow(`cannot write ${path}: it is not a lock file; remove it`);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await readdir(join(path, ".."))).toEqual(["lock"]);
  });
});

describe.runIf(process.platform === "linux")("processes of the same number", () => {
  /** What a holder writes that runs in this process' container. */
  async function ownLock(): Promise<Record<string, unknown>> {
    const path = join(await newFolder(), "lock");
    return withLock(path, async () => ({ ...JSON.parse(await readFile(path, "utf8")), token: "of another" }));
  }

  test("one in another container is respected", async () => {
    const path = await leave(JSON.stringify({ ...(await ownLock()), space: "pid:[1] of another boot" }));
    await expect(withLock(path, async () => {})).rejects.toThrow(`process ${process.pid} is working here`);
  });

  // The time of a lock may lie ahead where the clock of the file system was set back.
  test.each([61, -3600])(
    "one in another container that touched its lock %i s ago is not",
    async (seconds) => {
      const other = JSON.stringify({ ...(await ownLock()), space: "pid:[1] of another boot" });
      const path = await leave(other, seconds);
      await withLock(path, (lock) => lock.assertHeld());
    },
  );

  test("an earlier one of this container is not respected", async () => {
    const path = await leave(JSON.stringify({ ...(await ownLock()), started: "1" }));
    await withLock(path, (lock) => lock.assertHeld());
  });

  test("a stopped process keeps its lock, however long", async () => {
    const path = await leave(JSON.stringify(await ownLock()), 3600);
    await expect(withLock(path, async () => {})).rejects.toThrow(`process ${process.pid} is working here`);
  });
});

test("of many that find a stale lock, one gets it at a time", async () => {
  const path = await leave(lockOf(endedProcess()));
  let [inside, entered] = [0, 0];
  const attempts = Array.from({ length: 20 }, () =>
    withLock(path, async () => {
      inside++;
      entered++;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
    }).catch((error) => expect(error).toBeInstanceOf(TemporaryError)),
  );
  await Promise.all(attempts);
  expect(entered).toBeGreaterThan(0);
});

test("the guard that a killed process left while it took a lock over does not hold others up for ever", async () => {
  const path = await leave(lockOf(endedProcess()));
  const guard = `${path}.partial-takeover`;
  await writeFile(guard, "");
  const then = new Date(Date.now() - 61_000);
  await utimes(guard, then, then);
  await withLock(path, (lock) => lock.assertHeld());
  expect(await readdir(join(path, ".."))).toEqual([]);
});

test("a holder notices that it was taken for dead", async () => {
  const path = join(await newFolder(), "lock");
  await withLock(path, async (lock) => {
    await writeFile(path, lockOf(1, "elsewhere"));
    await expect(lock.assertHeld()).rejects.toThrow("process 1 of elsewhere is working here");
  });
  expect(await readFile(path, "utf8")).toBe(lockOf(1, "elsewhere"));
});
