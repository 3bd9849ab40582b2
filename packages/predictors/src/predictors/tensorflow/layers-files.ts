import { allFinite, InputError } from "@weightcast/core";
import * as v from "valibot";
import { readJsonFile } from "../json-file.js";
import type { PredictorFiles } from "../predictor.js";
import type { Tensorflow } from "./backend.js";
import { type DenseNetwork, layersModel, weightShapes } from "./dense-network.js";

/** The files of a model of TensorFlow.js' layers API, as `tf.loadLayersModel` reads them from a URL. */
const MODEL_FILE = "model.json";
const WEIGHTS_FILE = "weights.bin";

/** Writes the network as files. */
export async function networkFiles(tf: Tensorflow, network: DenseNetwork): Promise<PredictorFiles> {
  const model = layersModel(tf, network);
  try {
    const files = new Map<string, Uint8Array>();
    await model.save(
      tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, format, generatedBy }) => {
        const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }];
        const json = { format, generatedBy, convertedBy: null, modelTopology, weightsManifest };
        files.set(MODEL_FILE, new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`));
        files.set(WEIGHTS_FILE, new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
      }),
    );
    return files;
  } finally {
    model.dispose();
  }
}

const size = v.pipe(v.number(), v.integer(), v.minValue(1));

const dense = v.object({
  class_name: v.literal("Dense"),
  config: v.object({
    units: size,
    activation: v.picklist(["relu", "sigmoid", "linear"]),
    use_bias: v.literal(true),
    batch_input_shape: v.optional(v.tuple([v.null(), size])),
  }),
});

const ModelSchema = v.object({
  modelTopology: v.object({
    class_name: v.literal("Sequential"),
    config: v.object({ layers: v.pipe(v.array(dense), v.minLength(1)) }),
  }),
  weightsManifest: v.strictTuple([
    v.object({
      paths: v.strictTuple([v.literal(WEIGHTS_FILE)]),
      weights: v.array(v.object({ shape: v.array(size), dtype: v.literal("float32") })),
    }),
  ]),
});

/**
 * The network that files hold. Everything is checked before anything is allocated.
 *
 * @throws InputError where a file is missing, is not what `networkFiles` writes, or does not go with the other
 */
export function networkFromFiles(files: PredictorFiles): DenseNetwork {
  const { modelTopology, weightsManifest } = readJsonFile(files, MODEL_FILE, ModelSchema);
  const layers = modelTopology.config.layers.map(({ config }) => config);
  const inputs = layers[0]!.batch_input_shape?.[1];
  const { units, activation: output } = layers.at(-1)!;
  const hidden = layers.slice(0, -1);
  const fail = (problem: string) => new InputError(problem, { file: MODEL_FILE });
  if (inputs === undefined) throw fail("does not say how many inputs the network has");
  if (units !== 1 || output === "relu" || hidden.some(({ activation }) => activation !== "relu")) {
    throw fail("is not a network of relu layers and one sigmoid or linear unit");
  }
  const shape = { inputs, hidden: hidden.map((layer) => layer.units) };
  const shapes = weightShapes(shape);
  if (JSON.stringify(shapes) !== JSON.stringify(weightsManifest[0].weights.map((weight) => weight.shape))) {
    throw fail("lists weights of other shapes than its layers have");
  }
  return { ...shape, output, weights: parseWeights(fileOf(files, WEIGHTS_FILE), shapes) };
}

function fileOf(files: PredictorFiles, file: string): Uint8Array {
  const bytes = files.get(file);
  if (bytes === undefined) throw new InputError("is missing from the model", { file });
  return bytes;
}

function parseWeights(bytes: Uint8Array, shapes: readonly number[][]): Float32Array[] {
  const lengths = shapes.map((shape) => shape.reduce((product, side) => product * side, 1));
  const expected = lengths.reduce((sum, length) => sum + length, 0) * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length !== expected) {
    throw new InputError(`holds ${bytes.length} bytes where the network has ${expected}`, {
      file: WEIGHTS_FILE,
    });
  }
  const values = new Float32Array(bytes.slice().buffer);
  if (!allFinite(values)) throw new InputError("holds weights that are not finite", { file: WEIGHTS_FILE });
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return values.subarray(start - length, start);
  });
}
