import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RandomStream } from "@weightcast/core";
import { inferArchitecture } from "@weightcast/networks";
import { encodeNpy } from "@weightcast/npy";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

const SIDE = 16;
let folder: string;
let colour: string;
let layers: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-layers-"));
  colour = join(folder, "colour");
  layers = join(folder, "layers.json");
  await mkdir(colour);
  const random = new RandomStream(1, "colour");
  const write = (name: string, bytes: Uint8Array) => writeFile(join(colour, name), bytes);
  for (const [part, count] of [
    ["train", 520],
    ["test", 40],
  ] as const) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
    const pixels = Uint8Array.from(
      { length: count * SIDE * SIDE * 3 },
      (_, i) => random.below(128) + 60 * (i % 3 === Math.floor(i / SIDE / SIDE / 3) % 3 ? 2 : 0),
    );
    await write(`${part}-images.npy`, encodeNpy(pixels, [count, SIDE, SIDE, 3]));
    await write(`${part}-labels.npy`, encodeNpy(labels));
  }
  await writeFile(
    layers,
    JSON.stringify([
      { kind: "conv2d", filters: 4, kernelSize: [5, 5], stride: 3 },
      { kind: "batchNorm", epsilon: 0.01 },
      { kind: "conv2d", filters: 5, stride: 2, name: "second" },
      { kind: "flatten" },
      { kind: "dense", units: 6 },
      { kind: "dense", units: 3 },
    ]),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const train = (zoo: string, ...options: readonly string[]) =>
  runCli(
    ...["zoo", "train", "--dataset", colour, "--networks", "8", "--epochs", "1", "--train-fraction", "1"],
    ...[...options, "-o", zoo],
  );

async function succeed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

test.each<[string, () => string[], number]>([
  ["five", () => ["--num-layers", "5", "--num-units", "3", "--cnn-stride", "1", "--reduce-learningrate"], 12],
  ["layers", () => ["--architecture", layers, "--augment-traindata"], 12],
])(
  "features, probes, predictors and formats follow a zoo of %s layers in colour",
  async (name, options, tensors) => {
    const zoo = join(folder, name);
    const measures = "per-class-accuracy,calibration-error,generalisation-gap";
    const made = await train(zoo, ...options(), "--measure", measures, "--workers", "2");
    expect(made.code, made.stderr).toBe(0);
    const again = join(folder, `${name}-again`);
    await train(again, ...options(), "--measure", measures, "--workers", "1");
    for (const file of ["weights.npy", "metrics.csv.gz", "layout.csv", "training.json"]) {
      expect(await readFile(join(again, file)), file).toEqual(await readFile(join(zoo, file)));
    }
    const { layout, metrics } = await openZoo(zoo);
    expect(layout.tensors).toHaveLength(tensors);
    const { architecture } = inferArchitecture(layout);
    expect(architecture?.input).toEqual({ height: SIDE, width: SIDE, channels: 3 });
    const [first] = architecture?.layers ?? [];
    expect(first).toMatchObject({ kind: "conv2d", stride: name === "five" ? 1 : 3 });
    expect(metrics.columns.has("config.cnn_stride")).toBe(name === "five");
    expect(metrics.columns.has("config.reduce_learningrate")).toBe(name === "five");
    expect(metrics.columns.has("config.augment_traindata")).toBe(name === "layers");
    const converted = join(folder, `${name}.arrow`);
    await succeed("zoo", "convert", zoo, "--to", "arrow", "-o", converted);
    const arrow = await openZoo(converted);
    expect(arrow.layout).toEqual(layout);
    expect(Array.from(arrow.metrics.numbers("test_ece"))).toEqual(Array.from(metrics.numbers("test_ece")));
    await succeed("zoo", "verify", converted);
    const features = join(folder, `${name}.csv`);
    await succeed("features", zoo, "--set", "layer-statistics+layer-norms+probes:noise-4", "-o", features);
    const model = join(folder, `${name}-model`);
    const fit = [
      "fit",
      zoo,
      "--predictor",
      "gbm",
      "--features",
      "layer-statistics+probes:noise-4",
      "-o",
      model,
    ];
    const fitted = JSON.parse(await succeed(...fit, "--checkpoint", "all", "--target", "test_ece", "--json"));
    expect(fitted.target).toBe("test_ece");
    const manifest = JSON.parse(await readFile(join(model, "manifest.json"), "utf8"));
    expect(manifest.target).toMatchObject({ range: [0, 1], direction: "lower" });
    await succeed("evaluate", model, converted);
    const scored = JSON.parse(await succeed("score", model, zoo, "--json"));
    expect(scored).toHaveLength(metrics.rows);
  },
);

test("grey images have one channel, and are trained as colour averaged beforehand", async () => {
  const zoo = join(folder, "grey");
  const made = await train(zoo, "--grayscale", "--architecture", "fcn", "--num-units", "4");
  expect(made.code, made.stderr).toBe(0);
  const { layout } = await openZoo(zoo);
  expect(inferArchitecture(layout).architecture?.input).toEqual({ height: SIDE, width: SIDE, channels: 1 });
});

test.each<[string, string, RegExp]>([
  [
    "too many classes",
    '[{ "kind": "flatten" }, { "kind": "dense", "units": 4 }]',
    /the last layer has 4 units; the data set colour has 3 classes/,
  ],
  [
    "an unknown field",
    '[{ "kind": "flatten", "size": 3 }]',
    /unknown-field.json: layers\.0\.size: is unknown/,
  ],
])("%s is refused with its place", async (name, text, message) => {
  const file = join(folder, `${name.replaceAll(" ", "-")}.json`);
  await writeFile(file, text);
  const { code, stderr } = await train(join(folder, "refused"), "--architecture", file);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test.each([
  [["--architecture", "missing.json"], "missing.json: does not exist"],
  [["--measure", "ece"], "unknown measure 'ece'"],
])("%s is refused", async (options, message) => {
  const { code, stderr } = await train(join(folder, "refused"), ...options);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("sizes beside a file of layers are refused", async () => {
  const { code, stderr } = await train(join(folder, "refused"), "--architecture", layers, "--num-units", "8");
  expect(code).toBe(2);
  expect(stderr).toContain("--num-layers, --num-units and --cnn-stride go with cnn, cnnbn, fcn");
});
