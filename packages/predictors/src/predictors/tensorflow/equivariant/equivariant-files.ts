import { allFinite, InputError } from "@weightcast/core";
import * as v from "valibot";
import { jsonFile, readJsonFile } from "../../json-file.js";
import type { PredictorFiles } from "../../predictor.js";
import { denseShapes } from "./equivariant-network.js";
import type { EquivariantNetwork } from "./training.js";

const NETWORK_FILE = "equivariant.json";
const WEIGHTS_FILE = "equivariant.bin";

const MOST_UNITS = 512;
const MOST_ROUNDS = 16;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const NetworkSchema = v.object({
  columns: count,
  units: v.pipe(count, v.maxValue(MOST_UNITS)),
  rounds: v.pipe(count, v.maxValue(MOST_ROUNDS)),
  output: v.picklist(["sigmoid", "linear"]),
  layers: v.pipe(
    v.array(v.object({ bias: index, kernel: index, places: count, inputs: count, outputs: count })),
    v.minLength(1),
  ),
  scales: v.array(v.object({ start: index, length: count, factor: v.pipe(v.number(), v.finite()) })),
});

/** Writes a network as files: its shape as JSON, its weights as little-endian f32 one after another. */
export function equivariantFiles({ weights, ...shape }: EquivariantNetwork): PredictorFiles {
  const all = new Float32Array(weights.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const values of weights) {
    all.set(values, next);
    next += values.length;
  }
  return new Map([
    [NETWORK_FILE, jsonFile(shape)],
    [WEIGHTS_FILE, new Uint8Array(all.buffer)],
  ]);
}

/** @throws InputError where a file is missing, malformed, or does not go with the other */
export function equivariantFromFiles(files: PredictorFiles): EquivariantNetwork {
  const shape = readJsonFile(files, NETWORK_FILE, NetworkSchema);
  const fail = (problem: string) => new InputError(problem, { file: NETWORK_FILE });
  for (const [i, { bias, kernel, places, inputs, outputs }] of shape.layers.entries()) {
    const end = Math.max(bias + outputs, kernel + places * inputs * outputs);
    if (end > shape.columns) throw fail(`has layer ${i} end at column ${end} of ${shape.columns}`);
    const before = shape.layers[i - 1];
    if (before !== undefined && before.outputs !== inputs)
      throw fail(`has layer ${i} not follow the one before`);
  }
  const wrong = shape.scales.find(({ start, length }) => start + length > shape.columns);
  if (wrong !== undefined) throw fail(`has a scale from column ${wrong.start} on beyond the last column`);
  const lengths = denseShapes(shape).flatMap(([inputs, outputs]) => [inputs * outputs, outputs]);
  const expected = 4 * lengths.reduce((sum, length) => sum + length, 0);
  const bytes = files.get(WEIGHTS_FILE);
  if (bytes?.length !== expected) {
    throw new InputError(
      bytes === undefined ? "is missing from the model" : `holds ${bytes.length} bytes, not ${expected}`,
      { file: WEIGHTS_FILE },
    );
  }
  const values = new Float32Array(bytes.slice().buffer);
  if (!allFinite(values)) throw new InputError("holds weights that are not finite", { file: WEIGHTS_FILE });
  let start = 0;
  const weights = lengths.map((length) => {
    start += length;
    return values.subarray(start - length, start);
  });
  return { ...shape, weights };
}
