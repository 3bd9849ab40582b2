import { InputError, issueProblem, nameAdvice, parseJsonText, UsageError } from "@weightcast/core";
import * as v from "valibot";
import { SIZE } from "../layers/json-values.js";
import { kindOf, LAYER_KINDS, type LayerSpec } from "../layers/registry.js";
import type { Architecture, ImageShape } from "./architecture.js";

const KINDS = Object.keys(LAYER_KINDS);

const ImageShapeSchema: v.GenericSchema<unknown, ImageShape> = v.strictObject({
  height: SIZE,
  width: SIZE,
  channels: SIZE,
});

/**
 * Layers as JSON has them: a list of objects, or an object with such a list as `layers`. What may be left out of a layer has the default
 * of its kind; the last layer is not activated where it does not say.
 *
 * @param value what JSON.parse returned
 * @throws UsageError where it is no such list; names the layer, counted from 0, and the field
 */
export function readLayers(value: unknown): LayerSpec[] {
  const list = isObject(value) ? value.layers : value;
  const others = isObject(value) ? Object.keys(value).filter((key) => key !== "layers") : [];
  if (others.length > 0)
    throw new UsageError(`${others[0]}: is unknown; ${nameAdvice(others[0]!, ["layers"])}`);
  if (!Array.isArray(list)) throw new UsageError("layers: is not a list of layers");
  if (list.length === 0) throw new UsageError("layers: is empty; the last layer is a dense one");
  return list.map((layer: unknown, index) => {
    const isLast = index === list.length - 1;
    const given =
      isLast && isObject(layer) && layer.kind === "dense" ? { activated: false, ...layer } : layer;
    return readLayer(given, `layers.${index}`);
  });
}

/**
 * Reads layers from a JSON text, see `readLayers`.
 *
 * @param file named in errors
 * @throws InputError where the text is not JSON, or no list of layers; names the layer and the field
 */
export function parseLayers(text: string, file?: string): LayerSpec[] {
  return withFile(file, () => readLayers(parseJsonText(text, file)));
}

/**
 * Reads an architecture from a JSON text: an object with `input` and `layers`.
 *
 * @param file named in errors
 * @throws InputError where the text is not JSON, or no architecture; names the field. Whether the layers can follow each other is not checked
 */
export function parseArchitecture(text: string, file?: string): Architecture {
  const value = parseJsonText(text, file);
  return withFile(file, () => {
    if (!isObject(value)) throw new UsageError("is not an object with input and layers");
    const { input, ...rest } = value;
    return { input: read(ImageShapeSchema, input, "input"), layers: readLayers(rest) };
  });
}

function readLayer(value: unknown, place: string): LayerSpec {
  if (!isObject(value)) throw new UsageError(`${place}: is not an object`);
  const kind = typeof value.kind === "string" ? value.kind : JSON.stringify(value.kind);
  if (kind === undefined) throw new UsageError(`${place}.kind: is missing`);
  if (!Object.hasOwn(LAYER_KINDS, kind)) {
    throw new UsageError(`${place}.kind: '${kind}' is no kind of layer; ${nameAdvice(kind, KINDS)}`);
  }
  return read(kindOf({ kind } as LayerSpec).schema, value, place);
}

function read<Value>(schema: v.GenericSchema<unknown, Value>, value: unknown, place: string): Value {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  const problem = issue.expected === "never" ? "is unknown" : issueProblem(issue);
  throw new UsageError(`${field === null ? place : `${place}.${field}`}: ${problem}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withFile<Value>(file: string | undefined, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw new InputError(error.message, { file }, { cause: error });
    throw error;
  }
}
