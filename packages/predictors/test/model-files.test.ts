import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { selectRows } from "@weightcast/zoo";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkModelFiles, fitModel, type Model, modelFiles, modelFromFiles } from "../src/index.js";
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
    expect((await readdir(path)).sort()).toEqual([
      "manifest.json",
      "model.txt",
      "novelty.json",
      "rows.json",
      "validation-errors.json",
    ]);
    expect((await loadModel(path)).manifest).toEqual(model.manifest);
    await expect(saveModel(model, path)).rejects.toThrow(/already exists/);
    await expect(loadModel(join(folder, "none"))).rejects.toThrow(/none: does not exist/);
    await expect(loadModel(join(path, "rows.json"))).rejects.toThrow(/is not a folder/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("files that are checked without a folder", () => {
  const textOf = (file: string) => new TextDecoder().decode(files.get(file));
  const withText = (file: string, text: string) => new Map(files).set(file, new TextEncoder().encode(text));

  test("those of a model pass, beside others, and where one is missing", async () => {
    await checkModelFiles(files);
    const others = new Map(files).set("notes.txt", new Uint8Array(3));
    others.delete("novelty.json");
    await checkModelFiles(others);
  });

  test.each<[string, () => Map<string, Uint8Array>, RegExp]>([
    [
      "an edited manifest",
      () => withText("manifest.json", textOf("manifest.json").replace('"seed": 0', '"seed": 1')),
      /^m\/manifest\.json: was edited or is damaged/,
    ],
    [
      "an edited file",
      () => withText("model.txt", textOf("model.txt").replace(/\d/, "x")),
      /^m\/model\.txt: is not the file of \d+ bytes that manifest\.json lists; copy the model again$/,
    ],
    ["a manifest that is none", () => withText("manifest.json", "{}"), /m\/manifest\.json/],
  ])("%s is refused", async (_, spoil, message) => {
    const checking = checkModelFiles(spoil(), "m");
    await expect(checking).rejects.toThrow(message);
    await expect(checking).rejects.toThrow(InputError);
  });
});

describe.skipIf(process.platform === "win32")("what else lies in a model folder", () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "weightcast-model-"));
    folder = join(parent, "model");
    await saveModel(model, folder);
    return () => rm(parent, { recursive: true });
  });
  const rowsFile = () => join(folder, "rows.json");
  const pipe = (path: string) => execFileSync("mkfifo", [path]);

  test("is not touched: pipes, links to devices, folders, huge files", async () => {
    pipe(join(folder, "extra"));
    await symlink("/dev/zero", join(folder, "zero"));
    await mkdir(join(folder, ".git"));
    const huge = await open(join(folder, "huge"), "w");
    await huge.truncate(2 ** 42).catch(() => {});
    await huge.close();
    expect((await loadModel(folder)).manifest).toEqual(model.manifest);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["a pipe", () => pipe(rowsFile()), /rows\.json: is not a regular file$/],
    ["a folder", () => mkdir(rowsFile()), /rows\.json: (is not a regular file|cannot be read)/],
    ["a link to a device", () => symlink("/dev/zero", rowsFile()), /rows\.json: is a link/],
    ["nothing", () => undefined, /model: holds no rows\.json/],
    [
      "a longer file",
      () => writeFile(rowsFile(), " ".repeat(100_000)),
      /has 100000 bytes, more than the \d+ expected/,
    ],
    [
      "a shorter file",
      () => writeFile(rowsFile(), "{}"),
      /is not the file of \d+ bytes that manifest\.json lists/,
    ],
  ])("a listed file may not be %s", async (_, place, problem) => {
    await rm(rowsFile());
    await place();
    await expect(loadModel(folder)).rejects.toThrow(problem);
    await expect(loadModel(folder)).rejects.toThrow(InputError);
  });

  test("a listed file whose bytes were changed is refused", async () => {
    const text = await readFile(join(folder, "model.txt"), "utf8");
    await writeFile(
      join(folder, "model.txt"),
      text.replace(/\d(?=\n)/, (digit) => String((Number(digit) + 1) % 10)),
    );
    await expect(loadModel(folder)).rejects.toThrow(/model\.txt: is not the file of/);
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ format: 1 }, /manifest\.json: is a model of format 1/],
    [
      { files: undefined },
      /manifest\.json: lists no files, as those of earlier versions; fit the model again/,
    ],
    [{ layout: [{ name: "a", shape: [1e9] }] }, /manifest\.json, row 0: a ends at 1000000000, beyond/],
  ])("a manifest with %j is refused", async (change, problem) => {
    const path = join(folder, "manifest.json");
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...change }));
    await expect(loadModel(folder)).rejects.toThrow(problem);
  });

  test("a manifest in which a value was changed is refused", async () => {
    const path = join(folder, "manifest.json");
    const text = await readFile(path, "utf8");
    const sameAs = (edit: string) => JSON.stringify(JSON.parse(edit)) === JSON.stringify(JSON.parse(text));
    const edits = Array.from(text.matchAll(/\d/g), ({ index, 0: digit }) => {
      return text.slice(0, index) + ((Number(digit) + 1) % 10) + text.slice(index + 1);
    }).filter((edit) => !sameAs(edit));
    expect(edits.length).toBeGreaterThan(200);
    for (const edit of edits.filter((_, index) => index % 5 === 0)) {
      await writeFile(path, edit);
      await expect(loadModel(folder), edit).rejects.toThrow(InputError);
    }
    await writeFile(path, text.replace('"seed": 0', '"seed": 1'));
    await expect(loadModel(folder)).rejects.toThrow(
      /manifest\.json: was edited or is damaged: it does not have the checksum that it tells; copy the model again$/,
    );
  });

  test("a manifest whose checksum was taken away is refused", async () => {
    const path = join(folder, "manifest.json");
    const { sha256, ...rest } = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify(rest));
    await expect(loadModel(folder)).rejects.toThrow(
      /manifest\.json: has no checksum: it was edited, or an early version wrote it; copy the model again, or fit it again$/,
    );
  });

  test.each([["/etc/passwd"], ["../rows.json"], ["a/../../b"], [".git/config"], ["a\\b"], [""]])(
    "the list may not name %j",
    async (path) => {
      const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
      manifest.files[path] = manifest.files["rows.json"];
      await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
      await expect(loadModel(folder)).rejects.toThrow(/manifest\.json: .*is no path of a file/);
    },
  );
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
      "too few values to standardise",
      () =>
        withManifest((manifest) => {
          const columns = (manifest.columns as unknown[]).length;
          manifest.standardisation = {
            mean: new Array(columns - 1).fill(0),
            scale: new Array(columns).fill(1),
          };
        }),
      /m\/manifest\.json: standardisation\.mean: has 6 values for the 7 columns/,
    ],
    [
      "a scale of 0",
      () =>
        withManifest((manifest) => {
          const columns = (manifest.columns as unknown[]).length;
          manifest.standardisation = { mean: new Array(columns).fill(0), scale: new Array(columns).fill(0) };
        }),
      /m\/manifest\.json: standardisation\.scale\.0/,
    ],
    [
      "columns of other features",
      () =>
        withManifest((manifest) => {
          manifest.columns = ["a"];
        }),
      /lists 1 columns that are not the 7 of its features 'wstats-glob'/,
    ],
    [
      "a layout of a billion weights, all of them features",
      () =>
        withManifest((manifest) => {
          manifest.layout = [{ name: "a", shape: [1_000_000_000] }];
          manifest.features = "weights";
        }),
      /a ends at 1000000000, beyond the 268435456 parameters/,
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
