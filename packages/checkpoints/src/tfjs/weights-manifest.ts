import { InputError } from "@weightcast/core";
import { isRecord, isWholeNumbers } from "../files/json-values.js";
import { LIMITS } from "../limits.js";

/** How the elements of a weight were rounded to fewer bits. */
export interface Quantisation {
  /** `uint8` or `uint16` with a scale and a least value, or `float16`. */
  readonly dtype: string;
  readonly scale: number;
  readonly min: number;
}

/** A weight as model.json describes it. */
export interface TfjsWeight {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly quantization: Quantisation | undefined;
}

/** Weights whose bytes follow each other in some files. */
interface TfjsGroup {
  readonly paths: readonly string[];
  readonly weights: readonly TfjsWeight[];
}

/** The contents of model.json. */
interface TfjsManifest {
  readonly groups: readonly TfjsGroup[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Fields of model.json that are shown. */
const METADATA = ["format", "generatedBy", "convertedBy"];

/** @throws InputError where the JSON is not that of a model's weights, or names files of other folders */
export function parseManifest(json: unknown, file: string): TfjsManifest {
  const fail = (problem: string) => new InputError(problem, { file });
  // Older models keep the manifest in a file of its own, beside that of the topology.
  const manifest = isRecord(json) ? json.weightsManifest : json;
  if (!Array.isArray(manifest)) {
    throw fail("has no weightsManifest, so it is no model of TensorFlow.js");
  }
  const groups = manifest.map((group) => parseGroup(group, fail));
  const weights = groups.reduce((sum, group) => sum + group.weights.length, 0);
  const paths = groups.reduce((sum, group) => sum + group.paths.length, 0);
  if (weights > LIMITS.tensors || paths > LIMITS.shards) {
    throw fail(`lists more than the ${LIMITS.tensors} weights or ${LIMITS.shards} files allowed`);
  }
  const metadata: Record<string, string> = {};
  for (const name of METADATA) {
    const text = isRecord(json) ? json[name] : undefined;
    if (typeof text === "string") metadata[name] = text;
  }
  return { groups, metadata };
}

function parseGroup(group: unknown, fail: (problem: string) => InputError): TfjsGroup {
  const { paths, weights } = isRecord(group) ? group : {};
  if (!Array.isArray(paths) || !Array.isArray(weights))
    throw fail("has a group of weights without paths or weights");
  // A name with a folder in it could reach any file.
  const stray = paths.find(
    (path) => typeof path !== "string" || !/^[^/\\]+$/.test(path) || path.startsWith(".."),
  );
  if (stray !== undefined)
    throw fail(`names ${JSON.stringify(stray).slice(0, 100)}, which is no file of the same folder`);
  return { paths, weights: weights.map((weight) => parseWeight(weight, fail)) };
}

function parseWeight(weight: unknown, fail: (problem: string) => InputError): TfjsWeight {
  const { name, dtype, shape, quantization } = isRecord(weight) ? weight : {};
  if (typeof name !== "string" || typeof dtype !== "string" || !isWholeNumbers(shape)) {
    throw fail("has a weight without a name, a dtype or a shape of whole numbers");
  }
  if (quantization === undefined) return { name, dtype, shape, quantization };
  const { dtype: stored, scale = 1, min = 0 } = isRecord(quantization) ? quantization : {};
  if (typeof stored !== "string" || typeof scale !== "number" || typeof min !== "number") {
    throw fail(`weight ${name} has a quantization without a dtype, or whose scale or min is no number`);
  }
  return { name, dtype, shape, quantization: { dtype: stored, scale, min } };
}
