import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { selectRows } from "@weightcast/zoo";
import { beforeAll, describe, expect, test } from "vitest";
import { fitModel, type Model, modelFiles, modelFromFiles } from "../src/index.js";
import { loadModel, saveModel } from "../src/node.js";
import { allRows, madeUpZoo } from "./made-up-zoo.js";

const zoo = madeUpZoo(40);
let model: Model;
let files: Map<string, Uint8Array>;

beforeAll(async () => {
  model = await fitModel(zoo, {
    selection: selectRows(zoo, { checkpoint: "all" }),
    features: "wstats-glob",
    parameters: { min_data_in_leaf: 5, n_estimators: 20 },
  });
  files = new Map(await modelFiles(model));
});

test("a model read back predicts the same", async () => {
  const copy = await modelFromFiles(files);
  expect(copy.manifest).toEqual(model.manifest);
  expect(copy.rows).toEqual(model.rows);
  const rows = allRows(zoo);
  expect(await copy.predictZoo(zoo, rows)).toEqual(await model.predictZoo(zoo, rows));
});

test("a folder holds the same files", async () => {
  const folder = await mkdtemp(join(tmpdir(), "weightcast-model-"));
  try {
    const path = join(folder, "model");
    await saveModel(model, path);
    expect((await readdir(path)).sort()).toEqual(["manifest.json", "model.txt", "rows.json"]);
    expect((await loadModel(path)).manifest).toEqual(model.manifest);
    await expect(saveModel(model, path)).rejects.toThrow(/already exists/);
    await expect(loadModel(join(folder, "none"))).rejects.toThrow(/none: does not exist/);
    await expect(loadModel(join(path, "rows.json"))).rejects.toThrow(/is not a folder/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("damaged files are named", () => {
  type Change = (fields: Record<string, unknown>) => void;
  const withChanged = (file: string, change: Change) => {
    const fields = JSON.parse(new TextDecoder().decode(files.get(file)));
    change(fields);
    return new Map(files).set(file, new TextEncoder().encode(JSON.stringify(fields)));
  };
  const withManifest = (change: Change) => withChanged("manifest.json", change);
  const withRows = (change: Change) => withChanged("rows.json", change);

  test.each<[string, () => Map<string, Uint8Array>, RegExp]>([
    ["no manifest", () => new Map([["model.txt", new Uint8Array()]]), /m: holds no manifest\.json/],
    [
      "another format",
      () =>
        withManifest((manifest) => {
          manifest.format = 1;
        }),
      /m\/manifest\.json: is a model of format 1.*fit the model again/,
    ],
    [
      "a field of another type",
      () =>
        withManifest((manifest) => {
          manifest.columns = "x";
        }),
      /m\/manifest\.json: columns/,
    ],
    [
      "an unknown predictor",
      () =>
        withManifest((manifest) => {
          manifest.predictor = "oracle";
        }),
      /predictor 'oracle'/,
    ],
    [
      "an impossible layout",
      () =>
        withManifest((manifest) => {
          manifest.layout = [];
        }),
      /lists no tensors/,
    ],
    [
      "rows that are no numbers",
      () => new Map(files).set("rows.json", new TextEncoder().encode('{"train":["a"]}')),
      /m\/rows\.json: train\.0/,
    ],
    [
      "hashes of networks that are none",
      () =>
        withRows((rows) => {
          rows.seen = ["0123456789abcdef", "0123456789ABCDEF"];
        }),
      /m\/rows\.json: seen\.1: is not 16 hexadecimal digits/,
    ],
    [
      "hashes that are numbers",
      () =>
        withRows((rows) => {
          rows.seen = [1];
        }),
      /m\/rows\.json: seen\.0/,
    ],
    [
      "no list of hashes",
      () =>
        withRows((rows) => {
          rows.seen = null;
        }),
      /m\/rows\.json: seen/,
    ],
    [
      "rows beyond what a zoo can have",
      () =>
        withRows((rows) => {
          rows.train = [2 ** 31];
        }),
      /m\/rows\.json: train\.0/,
    ],
    [
      "no predictor file",
      () => {
        const rest = new Map(files);
        rest.delete("model.txt");
        return rest;
      },
      /model\.txt/,
    ],
  ])("%s", async (_, spoil, message) => {
    const reading = modelFromFiles(spoil(), "m");
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(InputError);
  });
});
