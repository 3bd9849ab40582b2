import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CancelledError, InputError, UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { type Population, shardOf } from "../src/index.js";
import { findMissingNetworks, mergeZoos, shardFolder } from "../src/node.js";
import { bytesIn, temporaryFolders } from "./folders.js";
import { POPULATION, train } from "./stand-in.js";

const newFolder = temporaryFolders();
const ALL = { first: 2, count: 11 };

function trainShard(folder: string, part: number, options: Parameters<typeof train>[1] = {}) {
  const population: Population = { ...POPULATION, networks: [shardOf(ALL, part, 3)] };
  return train(shardFolder(folder, { part, parts: 3 }), { population, ...options });
}

/** Shard 1 finished, shard 2 (networks 5 to 8) with two networks, shard 3 not begun. */
async function unfinishedShards(): Promise<string> {
  const folder = await newFolder();
  await trainShard(folder, 1);
  const stop = new AbortController();
  let ended = 0;
  const before = () => {
    if (++ended > 2) stop.abort();
  };
  await expect(trainShard(folder, 2, { before, signal: stop.signal })).rejects.toThrow(CancelledError);
  return folder;
}

describe("what is missing from shards", () => {
  test("is the rest of a shard, and the networks that nobody has begun", async () => {
    const folder = await unfinishedShards();
    const { networks, finished, missing, record } = await findMissingNetworks([folder], { networks: ALL });
    expect([networks, finished]).toEqual([11, 5]);
    expect(record).toMatchObject({ dataset: "squares", epochs: 18, seed: 1, networks: [ALL] });
    expect(missing).toEqual([
      {
        folder: join(folder, "shard-2-of-3"),
        networks: [{ first: 5, count: 4 }],
        missing: [{ first: 7, count: 2 }],
      },
      {
        folder: join(folder, "shard-3-of-3"),
        networks: [{ first: 9, count: 4 }],
        missing: [{ first: 9, count: 4 }],
      },
    ]);
  });

  test("is named without a folder where no shard is for them", async () => {
    const folder = await newFolder();
    await trainShard(folder, 3);
    const whole = { first: 0, count: 13 };
    const { missing } = await findMissingNetworks([shardFolder(folder, { part: 3, parts: 3 })], {
      networks: whole,
    });
    expect(missing).toEqual([
      { folder: null, networks: [{ first: 0, count: 9 }], missing: [{ first: 0, count: 9 }] },
    ]);
  });

  test("is nothing once they are trained, and then the shards merge", async () => {
    const folder = await unfinishedShards();
    const target = join(await newFolder(), "zoo");
    await expect(mergeZoos([folder], target)).rejects.toThrow(/shard-3-of-3: is missing/);
    await Promise.all([trainShard(folder, 2), trainShard(folder, 3)]);
    const { missing, finished } = await findMissingNetworks([folder], { networks: ALL });
    expect([missing, finished]).toEqual([[], 11]);
    await mergeZoos([folder], target);
    const whole = join(await newFolder(), "zoo");
    await train(whole, { population: { ...POPULATION, networks: [ALL] } });
    expect(await bytesIn(target)).toEqual(await bytesIn(whole));
  });

  test("without the whole range, is what lies between the first and the last network", async () => {
    const folder = await newFolder();
    await trainShard(folder, 1);
    await trainShard(folder, 3);
    const { networks, missing } = await findMissingNetworks([folder]);
    expect(networks).toBe(11);
    expect(missing).toEqual([
      {
        folder: join(folder, "shard-2-of-3"),
        networks: [{ first: 5, count: 4 }],
        missing: [{ first: 5, count: 4 }],
      },
    ]);
  });

  test("is a shard of which only the zoo's files are missing", async () => {
    const folder = await newFolder();
    await trainShard(folder, 1);
    const shard = shardFolder(folder, { part: 1, parts: 3 });
    await mkdir(join(shard, "parts"));
    await Promise.all(
      ["00002", "00003", "00004"].map((name) => writeFile(join(shard, "parts", `${name}.npy`), "")),
    );
    await rm(join(shard, "weights.npy"));
    const { finished, missing } = await findMissingNetworks([folder]);
    expect([finished, missing]).toEqual([
      3,
      [{ folder: shard, networks: [{ first: 2, count: 3 }], missing: [] }],
    ]);
  });
});

describe("refused are", () => {
  test("folders without a training", async () => {
    await expect(findMissingNetworks([await newFolder()])).rejects.toThrow(InputError);
    await expect(findMissingNetworks([join(await newFolder(), "none")])).rejects.toThrow(
      "no training was begun",
    );
  });

  test("networks that were not asked for", async () => {
    const folder = await newFolder();
    await trainShard(folder, 1);
    const asked = findMissingNetworks([folder], { networks: { first: 3, count: 9 } });
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow("the zoos hold networks 2, which are not asked for");
  });

  test("other settings, and shards of another division", async () => {
    const folder = await newFolder();
    await trainShard(folder, 1);
    await trainShard(folder, 2, {
      population: { ...POPULATION, seed: 9, networks: [shardOf(ALL, 2, 3)] },
    });
    await expect(findMissingNetworks([folder])).rejects.toThrow(/does not go with .*: seed is 9, not 1/);
    await mkdir(join(folder, "shard-1-of-4"));
    await expect(findMissingNetworks([folder])).rejects.toThrow("has shards of 3 and of 4");
    expect(await readdir(folder)).toHaveLength(3);
  });

  test("a finished shard with a damaged file", async () => {
    const folder = await newFolder();
    await trainShard(folder, 1);
    await writeFile(join(folder, "shard-1-of-3", "weights.npy"), "damaged");
    await expect(findMissingNetworks([folder])).rejects.toThrow(InputError);
  });
});
