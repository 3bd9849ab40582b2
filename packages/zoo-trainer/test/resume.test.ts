import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { CancelledError, InputError, OutputExistsError, type Progress, UsageError } from "@weightcast/core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Population } from "../src/index.js";
import { bytesIn, temporaryFolders } from "./folders.js";
import { DATA_SET, POPULATION, train } from "./stand-in.js";

const newFolder = temporaryFolders();

let whole: string;
beforeAll(async () => {
  whole = join(await newFolder(), "made", "zoo");
  await train(whole);
});

describe("after a stop", () => {
  /** Trains until `count` networks are finished, then fails as `how` says. */
  async function interrupt(folder: string, count: number, population = POPULATION) {
    let started = 0;
    const training = train(folder, {
      population,
      before: () => {
        if (++started > count) throw new Error("out of luck");
      },
    });
    await expect(training).rejects.toThrow("out of luck");
    return training.trained;
  }

  test("the same call goes on, and the zoo is the same", async () => {
    const folder = join(await newFolder(), "zoo");
    expect(await interrupt(folder, 2)).toEqual([0, 1]);
    expect((await readdir(folder)).sort()).toEqual(["parts", "training.json"]);
    expect(await interrupt(folder, 1)).toEqual([2]);
    const rest = train(folder);
    expect(await rest).toMatchObject({ networks: 6, trained: 3, rows: 30, diverged: 0 });
    expect(rest.trained).toEqual([3, 4, 5]);
    expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
  });

  test("what a crash left half written is swept away", async () => {
    const folder = join(await newFolder(), "zoo");
    await interrupt(folder, 2);
    await mkdir(join(folder, "zoo.partial-1"));
    await writeFile(join(folder, "zoo.partial-1", "weights.npy"), "half");
    await writeFile(join(folder, "parts", "00004.npy.partial-2"), "half");
    await writeFile(
      join(folder, "training.lock"),
      JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: "" }),
    );
    // As a crash between the renames of the zoo's files leaves it.
    await writeFile(join(folder, "metrics.csv.gz"), "of the same zoo");
    await train(folder);
    expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
  });

  test("a finished network that is damaged is named", async () => {
    const folder = join(await newFolder(), "zoo");
    await interrupt(folder, 2);
    const part = join(folder, "parts", "00001.npy");
    const bytes = await readFile(part);
    for (const damaged of [bytes.subarray(0, 300), Buffer.alloc(500), Buffer.concat([bytes, bytes])]) {
      await writeFile(part, damaged);
      await expect(train(folder)).rejects.toThrow(InputError);
      await expect(train(folder)).rejects.toThrow("00001.npy");
    }
    await rm(part);
    await train(folder);
    expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
  });

  test.each<[string, Partial<Population>, RegExp]>([
    [
      "epochs",
      { epochs: 19 },
      /was begun with other settings \(epochs is 18, not 19\); use the same settings, or choose another/,
    ],
    ["seed", { seed: 2 }, / \(seed is 1, not 2\);/],
    ["networks", { networks: [{ first: 3, count: 7 }] }, / \(networks is 0-5, not 3-9\);/],
    ["data set", { dataset: "circles" }, / \(dataset is squares, not circles\);/],
    [
      "space",
      { seed: 2, space: { ...POPULATION.space, dropout: 0.5, train_fraction: [1] } },
      / \(seed is 1, not 2; space\.dropout is \{"uniform":\[0,0\.7\]\}, not 0\.5; space\.train_fraction is 1, not \[1\]\);/,
    ],
  ])("another %s is refused, begun or finished", async (_, change, message) => {
    const folder = join(await newFolder(), "zoo");
    await interrupt(folder, 1);
    const population = { ...POPULATION, ...change };
    for (const begun of [folder, whole]) {
      const other = train(begun, { population });
      await expect(other).rejects.toThrow(UsageError);
      await expect(other).rejects.toThrow(message);
    }
    expect((await readdir(join(folder, "parts"))).length).toBe(1);
  });

  test("other images under the same name are refused", async () => {
    const folder = join(await newFolder(), "zoo");
    await interrupt(folder, 1);
    const pixels = DATA_SET.test.pixels.slice();
    pixels[5]! ^= 1;
    const other = { ...DATA_SET, test: { ...DATA_SET.test, pixels } };
    await expect(train(folder, { loadImages: async () => other })).rejects.toThrow(
      /the images' SHA-256 is [0-9a-f]{64}, not /,
    );
  });

  test("a training.json that was edited is named with its field", async () => {
    const folder = join(await newFolder(), "zoo");
    await interrupt(folder, 1);
    const path = join(folder, "training.json");
    const text = await readFile(path, "utf8");
    for (const [from, to, message] of [
      ['"epochs": 18', '"epochs": "18"', "training.json: epochs: "],
      ['"format": 2', '"format": 3', "training.json: format: "],
      ['"cnn"', '"rnn"', "training.json: space.dnn_architecture: "],
      ['"epochs": 18', '"epochs": 19', "training.json: was edited or is damaged: "],
      ["{", "[", "training.json: is not JSON"],
    ] as const) {
      await writeFile(path, text.replace(from, to));
      await expect(train(folder)).rejects.toThrow(message);
    }
  });
});

test("what a crash left beside a finished zoo is removed", async () => {
  await mkdir(join(whole, "parts"));
  await writeFile(join(whole, "parts", "00000.npy"), "of a network");
  await train(whole);
  expect(await readdir(whole)).not.toContain("parts");
});

test("a finished folder says so without images", async () => {
  const before = await bytesIn(whole);
  const again = train(whole, { loadImages: () => Promise.reject(new Error("not needed")) });
  const first = await train(join(await newFolder(), "zoo"));
  expect(await again).toEqual({ ...first, trained: 0, samples: 0, seconds: 0 });
  expect(await bytesIn(whole)).toEqual(before);
});

test("once stopped it ends soon, says how to go on, and leaves no lock", async () => {
  const folder = join(await newFolder(), "zoo");
  const stop = new AbortController();
  const stopping = train(folder, { signal: stop.signal, before: (network) => network === 3 && stop.abort() });
  await expect(stopping).rejects.toThrow(CancelledError);
  await expect(stopping).rejects.toThrow(
    `the training was cancelled; finished networks are kept in ${folder}, and the same request continues it`,
  );
  expect((await readdir(folder)).sort()).toEqual(["parts", "training.json"]);
  expect(stopping.trained).toEqual([0, 1, 2]);
  await expect(train(folder, { signal: stop.signal })).rejects.toThrow(CancelledError);
  await train(folder);
  expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
});

test("stopped while the zoo is written, it keeps every network", async () => {
  const folder = join(await newFolder(), "zoo");
  const stop = new AbortController();
  const onProgress = ({ stage, done }: Progress) => stage !== "train" && done === 3 && stop.abort();
  await expect(train(folder, { signal: stop.signal, onProgress })).rejects.toThrow(CancelledError);
  expect((await readdir(folder)).sort()).toEqual(["parts", "training.json"]);
  expect(await train(folder)).toMatchObject({ trained: 0, networks: 6 });
  expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
});

describe("a folder", () => {
  test("in which another is at work is refused", async () => {
    const folder = join(await newFolder(), "zoo");
    const trained = train(folder, {
      before: async (network) => {
        if (network !== 1) return;
        await expect(train(folder)).rejects.toThrow(`process ${process.pid} is working here`);
      },
    });
    expect((await trained).trained).toBe(6);
  });

  test("that holds something else is refused and left as it was", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "thesis.tex"), "");
    await expect(train(folder)).rejects.toThrow(OutputExistsError);
    await expect(train(folder)).rejects.toThrow("it holds no training.json");
    expect(await readdir(folder)).toEqual(["thesis.tex"]);
  });

  test("that cannot be written to is named; what could be made is kept", async () => {
    const parent = await newFolder();
    await writeFile(join(parent, "file"), "");
    await expect(train(join(parent, "file"))).rejects.toThrow(/cannot write .*file: it is a file/);
    await expect(train(join(parent, "file", "zoo"))).rejects.toThrow(/cannot write .*zoo: .*file is a file/);
    const folder = join(parent, "zoo");
    await train(folder, { before: () => Promise.reject(new Error("out of luck")) }).catch(() => {});
    await writeFile(join(folder, "parts"), "in the way");
    await expect(train(folder)).rejects.toThrow(
      /zoo: E[A-Z]+: .*; finished networks are kept, and the same request/,
    );
    await rm(join(folder, "parts"));
    await train(folder);
    expect(await bytesIn(folder)).toEqual(await bytesIn(whole));
  });

  test("is not left behind where nothing was begun", async () => {
    const parent = await newFolder();
    const broken = train(join(parent, "zoo"), {
      loadImages: () => Promise.reject(new InputError("is broken")),
    });
    await expect(broken).rejects.toThrow("is broken");
    expect(await readdir(parent)).toEqual([]);
  });
});

test.each<[string, Partial<Population>, RegExp]>([
  ["no networks", { networks: [{ first: 0, count: 0 }] }, /networks\.0\.count: /],
  ["no epochs", { epochs: 0 }, /epochs: /],
  ["half an epoch", { epochs: 0.5 }, /epochs: /],
  ["a seed beyond 32 bits", { seed: 2 ** 31 }, /seed: /],
  [
    "numbers beyond 32 bits",
    { networks: [{ first: 2 ** 31 - 2, count: 9 }] },
    /networks\.0: network numbers end/,
  ],
  [
    "too few images for a batch",
    { space: { ...POPULATION.space, train_fraction: { uniform: [0.9, 1] } } },
    /a train_fraction of 0\.9 of the 512 images of squares is less than a batch of 512/,
  ],
])("%s", async (_, change, message) => {
  const parent = await newFolder();
  const asked = train(join(parent, "zoo"), { population: { ...POPULATION, ...change } });
  await expect(asked).rejects.toThrow(UsageError);
  await expect(asked).rejects.toThrow(message);
  expect(await readdir(parent)).toEqual([]);
});
