import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, OutputExistsError, UsageError } from "@weightcast/core";
import { openZoo } from "@weightcast/zoo-io/node";
import { beforeAll, expect, test } from "vitest";
import { type NetworkRange, type Population, shardOf } from "../src/index.js";
import { mergeZoos } from "../src/node.js";
import { bytesIn, temporaryFolders } from "./folders.js";
import { POPULATION, type StandInOptions, train } from "./stand-in.js";

const newFolder = temporaryFolders();

async function trainNew(change: Partial<Population>, options?: StandInOptions): Promise<string> {
  const folder = join(await newFolder(), "zoo");
  await train(folder, { population: { ...POPULATION, ...change }, ...options });
  return folder;
}

const range = (first: number, count: number): Partial<Population> => ({ networks: [{ first, count }] });

let output: string;
beforeAll(async () => {
  output = await newFolder();
});

test("shards merge, in whatever order they are named, into the zoo that one folder would have held", async () => {
  const diverges = { 3: 1, 6: -1 };
  const all: NetworkRange = { first: 2, count: 11 };
  const shards = [1, 2, 3].map((part) => shardOf(all, part, 3));
  const folders = await Promise.all(shards.map((shard) => trainNew({ networks: [shard] }, { diverges })));
  const whole = await trainNew({ networks: [all] }, { diverges });
  const merged = join(output, "shards");
  expect(await mergeZoos([folders[2]!, folders[0]!, folders[1]!], merged)).toEqual({
    networks: 11,
    rows: 9 * 5 + 2,
  });
  expect(await bytesIn(merged)).toEqual(await bytesIn(whole));
});

test("zoos that are not neighbours merge too, and merged ones again", async () => {
  const [a, b, c] = await Promise.all([trainNew(range(0, 2)), trainNew(range(5, 1)), trainNew(range(2, 2))]);
  const gap = join(output, "gap");
  await mergeZoos([b, a], gap);
  expect(JSON.parse(await readFile(join(gap, "training.json"), "utf8")).networks).toEqual([
    { first: 0, count: 2 },
    { first: 5, count: 1 },
  ]);
  const filled = join(output, "filled");
  await mergeZoos([gap, c], filled);
  const zoo = await openZoo(filled);
  expect(zoo.metrics.runs).toEqual(["00000", "00001", "00002", "00003", "00005"]);
  const direct = await trainNew(range(2, 2));
  const expected = await openZoo(direct);
  for await (const { weights } of zoo.blocks({ rows: [10, 11, 12, 13, 14] })) {
    for await (const one of expected.blocks({ rows: [0, 1, 2, 3, 4] })) {
      expect(weights.data).toEqual(one.weights.data);
    }
  }
});

test("a merge writes one folder beside its output, which the next one knows how to remove", async () => {
  const [a, b] = await Promise.all([trainNew(range(0, 2)), trainNew(range(2, 2))]);
  const place = await newFolder();
  const seen = new Set<string>();
  let isMerged = false;
  const merged = mergeZoos([a, b], join(place, "merged")).finally(() => {
    isMerged = true;
  });
  while (!isMerged) for (const name of await readdir(place)) seen.add(name);
  await merged;
  // A name with two endings would stand for a temporary folder of a temporary folder.
  expect(Math.max(...Array.from(seen, (name) => name.split(".partial-").length))).toBe(2);
});

test("zoos that do not go together are refused with what differs", async () => {
  const [a, overlapping, other] = await Promise.all([
    trainNew(range(0, 3)),
    trainNew(range(2, 2)),
    trainNew({ ...range(3, 1), seed: 5, epochs: 4 }),
  ]);
  const target = join(output, "refused");
  await expect(mergeZoos([a, overlapping], target)).rejects.toThrow(UsageError);
  await expect(mergeZoos([a, overlapping], target)).rejects.toThrow("network 2 is in two of them");
  await expect(mergeZoos([a, a], target)).rejects.toThrow("network 0 is in two of them");
  await expect(mergeZoos([a, other], target)).rejects.toThrow(
    `${other} does not go with ${a}: epochs is 4, not 18; seed is 5, not 1`,
  );
  await expect(mergeZoos([], target)).rejects.toThrow(UsageError);
  const renamed = await trainNew(range(3, 1));
  const layout = await readFile(join(renamed, "layout.csv"), "utf8");
  await writeFile(join(renamed, "layout.csv"), layout.replace("dense/kernel", "other/kernel"));
  await expect(mergeZoos([a, renamed], target)).rejects.toThrow("the layouts differ");
  expect(await readdir(output)).not.toContain("refused");
});

test("a folder that is not a finished zoo of ours is named", async () => {
  const [a, unfinished, foreign] = await Promise.all([
    trainNew(range(0, 1)),
    trainNew(range(1, 1)),
    trainNew(range(2, 1)),
  ]);
  await rm(join(unfinished, "weights.npy"));
  await rm(join(foreign, "training.json"));
  const target = join(output, "unfinished");
  for (const [folder, problem] of [
    [unfinished, "is not finished"],
    [foreign, "has no training.json, which every zoo has that this trainer made"],
    [join(foreign, "none"), "does not exist"],
  ] as const) {
    await expect(mergeZoos([a, folder], target)).rejects.toThrow(InputError);
    await expect(mergeZoos([a, folder], target)).rejects.toThrow(`${folder}: ${problem}`);
  }
});

test("a merge that was done already changes nothing", async () => {
  const [a, b] = await Promise.all([trainNew(range(0, 1)), trainNew(range(1, 1))]);
  const target = join(output, "twice");
  const merged = await mergeZoos([a, b], target);
  const before = await stat(join(target, "weights.npy"));
  expect(await mergeZoos([b, a], target)).toEqual(merged);
  expect((await stat(join(target, "weights.npy"))).ino).toBe(before.ino);
  await rm(join(target, "weights.npy"));
  await expect(mergeZoos([a, b], target)).rejects.toThrow(OutputExistsError);
});

test("an output that exists is kept, unless it is a zoo and force is given", async () => {
  const [a, b] = await Promise.all([trainNew(range(0, 1)), trainNew(range(1, 1))]);
  const target = join(output, "kept");
  await mergeZoos([a], target);
  await expect(mergeZoos([a, b], target)).rejects.toThrow(OutputExistsError);
  await mergeZoos([a, b], target, { force: true });
  expect((await openZoo(target)).rows).toBe(10);
});
