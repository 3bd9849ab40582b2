import type { Tensor } from "@tensorflow/tfjs";
import { InputError, RandomStream } from "@weightcast/core";
import { beforeAll, describe, expect, it } from "vitest";
import type { PredictorFiles } from "../predictor.js";
import { currentBackend, type Tensorflow, useBackend } from "./backend.js";
import { type DenseNetwork, initialNetwork, layersModel } from "./dense-network.js";
import { networkFiles, networkFromFiles } from "./layers-files.js";
import { DNN, LOGIT_LINEAR, resolveParameters } from "./parameters.js";

const dnn = initialNetwork(5, "linear", resolveParameters({ n_layers: 2, n_hiddens: 4 }, DNN), 1);
const logitLinear = initialNetwork(5, "sigmoid", LOGIT_LINEAR.standard, 1);

let tf: Tensorflow;
let files: PredictorFiles;

beforeAll(async () => {
  await useBackend("wasm");
  ({ tf } = await currentBackend());
  files = await networkFiles(tf, dnn);
});

/** The files with another model.json. */
function withModel(change: (text: string) => string): PredictorFiles {
  const text = new TextDecoder().decode(files.get("model.json"));
  const changed = change(text);
  expect(changed).not.toBe(text);
  return new Map(files).set("model.json", new TextEncoder().encode(changed));
}

describe("networkFiles", () => {
  it.each([
    ["dnn", dnn],
    ["logit-linear", logitLinear],
  ])("keeps a %s network as it is", async (_, network) => {
    expect(networkFromFiles(await networkFiles(tf, network))).toEqual(network);
  });

  it("writes the same bytes every time, and leaves no tensors behind", async () => {
    const { numTensors } = tf.memory();
    expect(await networkFiles(tf, dnn)).toEqual(files);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("writes what TensorFlow.js loads without further code", async () => {
    const response = (name: string) => new Response(files.get(name)!.slice());
    const load = tf.io.http("https://models.example/model.json", {
      fetchFunc: async (url) => response(String(url).split("/").at(-1)!),
    });
    const loaded = await tf.loadLayersModel(load);
    const ours = layersModel(tf, dnn);
    const x = tf.tensor2d(
      Array.from({ length: 15 }, (_, i) => Math.sin(i)),
      [3, 5],
    );
    const values = [loaded, ours].map((model) => Array.from((model.predict(x) as Tensor).dataSync()));
    expect(loaded.layers.map((layer) => layer.getClassName())).toEqual(["Dense", "Dense", "Dense"]);
    expect(values[0]).toEqual(values[1]);
    expect(new Set(values[0]).size).toBe(3);
  });
});

describe("networkFromFiles", () => {
  it.each(["model.json", "weights.bin"])("misses %s", (file) => {
    const rest = new Map(files);
    rest.delete(file);
    expect(() => networkFromFiles(rest)).toThrow(`${file}: is missing`);
  });

  it("refuses weights of another length", () => {
    const bytes = files.get("weights.bin")!;
    for (const length of [0, 3, bytes.length - 4]) {
      const cut = new Map(files).set("weights.bin", bytes.slice(0, length));
      expect(() => networkFromFiles(cut)).toThrow(InputError);
      expect(() => networkFromFiles(cut)).toThrow(`weights.bin: holds ${length} bytes`);
    }
  });

  it("refuses weights that are not finite", () => {
    const bytes = files.get("weights.bin")!.slice();
    bytes.fill(0xff, 8, 12);
    expect(() => networkFromFiles(new Map(files).set("weights.bin", bytes))).toThrow("not finite");
  });

  it.each([
    ["no JSON", (text: string) => text.slice(0, -20), "is not JSON"],
    ["another class of model", (text: string) => text.replace("Sequential", "Functional"), "class_name"],
    ["a layer of code", (text: string) => text.replace('"Dense"', '"Lambda"'), "class_name"],
    ["an unknown activation", (text: string) => text.replace('"relu"', '"tanh"'), "activation"],
    ["linear hidden layers", (text: string) => text.replace('"relu"', '"linear"'), "is not a network of"],
    ["several outputs", (text: string) => text.replace('"units": 1,', '"units": 2,'), "is not a network of"],
    ["layers without end", (text: string) => text.replace('"units": 4,', '"units": 1e15,'), "other shapes"],
    ["weights of other shapes", (text: string) => text.replace(/5,\s+4\s/, "4,5"), "other shapes"],
    ["no inputs", (text: string) => text.replace("batch_input_shape", "x"), "how many inputs"],
    [
      "a path out of the folder",
      (text: string) => text.replace('"weights.bin"', '"../weights.bin"'),
      "paths",
    ],
    ["numbers in other bytes", (text: string) => text.replaceAll("float32", "float16"), "dtype"],
  ])("refuses %s", (_, change, message) => {
    const changed = withModel(change);
    expect(() => networkFromFiles(changed)).toThrow(InputError);
    expect(() => networkFromFiles(changed)).toThrow(message);
  });

  it("takes any change of a byte for what it is", () => {
    const draw = new RandomStream(1, "changes");
    const bytes = files.get("model.json")!;
    for (let i = 0; i < 300; i++) {
      const changed = bytes.slice();
      changed[draw.below(changed.length)] = draw.below(256);
      let network: DenseNetwork | undefined;
      try {
        network = networkFromFiles(new Map(files).set("model.json", changed));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
      if (network !== undefined) expect(network.weights).toEqual(dnn.weights);
    }
  });
});
