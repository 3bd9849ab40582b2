// Writes the golden files of TensorFlow.js, and golden.json with what they hold. Needs @tensorflow/tfjs: `node make_tfjs.mjs` in a package that has it.
import { writeFileSync } from "node:fs";
// @boundaries-ignore the script is run in a package that has TensorFlow.js
import * as tf from "@tensorflow/tfjs";

const folder = new URL(".", import.meta.url);
const expected = {};

const model = tf.sequential({
  layers: [
    tf.layers.conv2d({
      inputShape: [4, 4, 1],
      filters: 2,
      kernelSize: 3,
      name: "conv",
      kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
    }),
    tf.layers.flatten({ name: "flatten" }),
    tf.layers.dense({
      units: 3,
      name: "dense",
      kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
    }),
  ],
});
await model.save(
  tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, format, generatedBy }) => {
    const bytes = new Uint8Array(tf.io.CompositeArrayBuffer?.join(weightData) ?? weightData);
    // Two files, cut inside a weight.
    const cut = 50;
    writeFileSync(new URL("group1-shard1of2.bin", folder), bytes.subarray(0, cut));
    writeFileSync(new URL("group1-shard2of2.bin", folder), bytes.subarray(cut));
    const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
    writeFileSync(
      new URL("model.json", folder),
      JSON.stringify({
        format,
        generatedBy,
        convertedBy: null,
        modelTopology,
        weightsManifest: [{ paths, weights: weightSpecs }],
      }),
    );
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  }),
);
expected["model.json"] = {};
for (const weight of model.weights) {
  const data = await weight.read().data();
  expected["model.json"][weight.originalName] = ["float32", weight.shape, Array.from(data)];
}

// Rounded weights, as the converter writes them: value = stored * scale + min.
const rounded = [
  { name: "u8", dtype: "float32", shape: [2, 2], quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
  { name: "u16", dtype: "float32", shape: [3], quantization: { dtype: "uint16", scale: 0.25, min: 2 } },
  {
    name: "f16",
    dtype: "float32",
    shape: [2],
    quantization: { dtype: "float16", original_dtype: "float32" },
  },
  { name: "i32", dtype: "int32", shape: [1] },
  { name: "whole", dtype: "int32", shape: [2], quantization: { dtype: "uint8", scale: 1.5, min: -3 } },
  { name: "flag", dtype: "bool", shape: [2] },
];
writeFileSync(
  new URL("rounded.bin", folder),
  Uint8Array.of(
    0,
    1,
    2,
    255,
    0,
    0,
    1,
    0,
    255,
    255,
    0x00,
    0x3e,
    0x00,
    0xc0,
    0xfe,
    0xff,
    0xff,
    0xff,
    0,
    5,
    1,
    0,
  ),
);
writeFileSync(
  new URL("rounded-model.json", folder),
  JSON.stringify({ weightsManifest: [{ paths: ["rounded.bin"], weights: rounded }] }),
);
expected["rounded-model.json"] = {
  u8: ["float32", [2, 2], [-1, -0.5, 0, 126.5]],
  u16: ["float32", [3], [2, 2.25, 16385.75]],
  f16: ["float16", [2], [1.5, -2]],
  i32: ["int32", [1], [-2]],
  whole: ["int32", [2], [-3, 5]],
  flag: ["bool", [2], [1, 0]],
};
writeFileSync(new URL("golden.json", folder), JSON.stringify(expected, null, 1));
