import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeFileAtomic, writeFolderAtomic } from "./atomic.js";
import { cleanUpAtExit } from "./exit-cleanups.js";
import { withLock } from "./lock.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-exit-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Calls what is to be called when the process exits. */
function pretendExit(): void {
  const listener = process.listeners("exit").find(({ name }) => name === "cleanUpAll");
  expect(listener).toBeDefined();
  listener?.(0);
}

test("functions are called from the latest to the earliest, unless they are forgotten; errors are ignored", () => {
  const called: string[] = [];
  const forgets = ["first", "second", "third"].map((name) => cleanUpAtExit(() => called.push(name)));
  forgets.push(
    cleanUpAtExit(() => {
      throw new Error("out of luck");
    }),
  );
  forgets[1]?.();
  pretendExit();
  expect(called).toEqual(["third", "first"]);
  for (const forget of forgets) forget();
  pretendExit();
  expect(called).toHaveLength(2);
});

test("an exit while an output is written leaves neither it nor the folders made for it, nor a lock", async () => {
  const parent = join(folder, "made");
  const lock = join(folder, "a.lock");
  let there: boolean[] = [];
  const look = () => {
    there = [existsSync(parent), existsSync(lock)];
    pretendExit();
    there.push(existsSync(parent), existsSync(lock));
    // As if the process had ended.
    throw new Error("ended");
  };
  const writing = withLock(lock, () =>
    writeFolderAtomic(
      join(parent, "inner", "zoo"),
      async (partial) => {
        mkdirSync(join(partial, "parts"));
        writeFileSync(join(partial, "parts", "0.npy"), "half");
        look();
      },
      { marker: "weights.npy" },
    ),
  );
  await expect(writing).rejects.toThrow("ended");
  expect(there).toEqual([true, true, false, false]);

  const file = writeFileAtomic(join(parent, "f.npy"), async (handle) => {
    await handle.writeFile("half");
    look();
  });
  await expect(file).rejects.toThrow("ended");
  expect(there).toEqual([true, false, false, false]);
});
