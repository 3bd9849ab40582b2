import { expect, test } from "vitest";
import { openCheckpoint, type TensorDtype } from "../src/index.js";
import { fileOf, goldenBytes, goldenFile } from "./golden-file.js";

type Described = readonly [dtype: string, shape: readonly number[], values: readonly (number | string)[]];

type DescribedFiles = Readonly<Record<string, Readonly<Record<string, Described>>>>;

/** What each golden file holds, by its path below `golden`. */
const EXPECTED = new Map(
  ["", "keras/", "onnx/", "tfjs/"].flatMap((folder) => {
    const described = JSON.parse(
      new TextDecoder().decode(goldenBytes(`${folder}golden.json`)),
    ) as DescribedFiles;
    return Object.entries(described).map(([name, tensors]) => [folder + name, tensors] as const);
  }),
);

const DTYPES: Record<string, TensorDtype> = {
  bool: "bool",
  uint8: "u8",
  int8: "i8",
  uint16: "u16",
  int16: "i16",
  uint32: "u32",
  int32: "i32",
  uint64: "u64",
  int64: "i64",
  float8_e4m3fn: "f8_e4m3",
  float8_e5m2: "f8_e5m2",
  float16: "f16",
  bfloat16: "bf16",
  float32: "f32",
  float64: "f64",
};

const NON_FINITE: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

test.each(Array.from(EXPECTED.keys()))(
  "%s: names, dtypes, shapes and values are those of its writer",
  async (name) => {
    const folder = name.replace(/[^/]*$/, "");
    const checkpoint = await openCheckpoint(goldenFile(name), {
      neighbour: (other) => goldenFile(folder + other),
    });
    const expected = EXPECTED.get(name) ?? {};
    expect(checkpoint.tensors.map((tensor) => tensor.name).sort()).toEqual(Object.keys(expected).sort());
    for (const tensor of checkpoint.tensors) {
      const [dtype, shape, values] = expected[tensor.name] ?? ["", [], []];
      expect([tensor.name, tensor.dtype, tensor.shape]).toEqual([tensor.name, DTYPES[dtype], shape]);
      const wanted = values.map((value) => (typeof value === "string" ? NON_FINITE[value] : value));
      expect(Array.from(await checkpoint.read(tensor.name), Number), tensor.name).toEqual(wanted);
      const inBlocks: number[] = [];
      for await (const block of checkpoint.blocks(tensor.name)) inBlocks.push(...Array.from(block, Number));
      expect(inBlocks, `${tensor.name} in blocks`).toEqual(wanted);
    }
    await checkpoint.close();
  },
);

test("safetensors' metadata are kept", async () => {
  const checkpoint = await openCheckpoint(goldenFile("typed.safetensors"));
  expect(checkpoint.metadata).toEqual({ format: "pt", epoch: "3" });
});

test("a training checkpoint is unwrapped, and says how", async () => {
  const checkpoint = await openCheckpoint(goldenFile("training.ckpt"));
  expect(checkpoint.format).toBe("pytorch");
  expect(checkpoint.metadata).toEqual({ epoch: "5", best: "0.75" });
  expect(checkpoint.notes).toEqual([
    "took the weights from 'model' and left out epoch, best, optimizer",
    "took the prefix 'module.' off all names",
  ]);
});

test.each([
  [
    "keras/network.h5",
    ["took the weights from 'model_weights' and left out optimizer_weights"],
    { backend: "tensorflow" },
  ],
  ["keras/network.keras", ["left out optimizer, the state of training"], {}],
  ["keras/network.weights.h5", ["left out optimizer, the state of training"], {}],
  ["onnx/listed.onnx", ["left out a tensor of texts"], { producer_name: "golden", producer_version: "1" }],
  ["tfjs/model.json", ["put together from 2 files"], { format: "layers-model" }],
])("%s says what was unwrapped and left out", async (name, notes, metadata) => {
  const neighbour = (other: string) => goldenFile(`tfjs/${other}`);
  const checkpoint = await openCheckpoint(goldenFile(name), { neighbour });
  expect(checkpoint.notes).toEqual(notes);
  expect(checkpoint.metadata).toMatchObject(metadata);
  await checkpoint.close();
});

test("the layers of a .keras file come in the order of the network, not of their names", async () => {
  const { order, tensors } = await openCheckpoint(goldenFile("keras/network.keras"));
  expect(order).toBe("layers");
  expect(tensors.map(({ name }) => name)).toEqual([
    "conv2d/kernel",
    "conv2d/bias",
    "batch_normalization/gamma",
    "batch_normalization/beta",
    "batch_normalization/moving_mean",
    "batch_normalization/moving_variance",
    "zeta/kernel",
    "zeta/bias",
    "alpha/kernel",
  ]);
  expect((await openCheckpoint(goldenFile("keras/network.weights.h5"))).order).toBe("names");
});

test("a manifest of TensorFlow.js in a file of its own is read as that of model.json", async () => {
  const { weightsManifest } = JSON.parse(new TextDecoder().decode(goldenBytes("tfjs/rounded-model.json")));
  const bytes = new Uint8Array(new TextEncoder().encode(JSON.stringify(weightsManifest)));
  const neighbour = (other: string) => goldenFile(`tfjs/${other}`);
  const checkpoint = await openCheckpoint(fileOf(bytes, "net-weights_manifest.json"), { neighbour });
  expect(Array.from((await checkpoint.read("u8")) as Float32Array)).toEqual([-1, -0.5, 0, 126.5]);
  await checkpoint.close();
});

test("an unknown name of a tensor is bad usage", async () => {
  const checkpoint = await openCheckpoint(goldenFile("one.npy"));
  await expect(checkpoint.read("two")).rejects.toThrow("one.npy has no tensor two");
});
