import { InputError } from "@weightcast/core";
import { createLayout, type Layout, WEIGHT_HASH } from "@weightcast/zoo";
import * as v from "valibot";
import type { Standardisation } from "./standardisation.js";

/** Scores of a model; null where a score is not defined (constant truth or predictions). */
export interface ManifestScores {
  readonly r2: number | null;
  readonly mse: number | null;
  readonly mad: number | null;
  readonly tau: number | null;
}

/** A model's manifest.json, format 1. */
export interface Manifest {
  readonly format: 1;
  /** The version that wrote it. */
  readonly weightcast: string;
  readonly predictor: string;
  /** What computed the fit. */
  readonly backend: string;
  /** The feature set's name. */
  readonly features: string;
  readonly columns: readonly string[];
  readonly layout: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The metrics column that is predicted. */
  readonly target: string;
  readonly checkpoint: string;
  readonly where: string | null;
  readonly split: string;
  readonly protocol: "honest" | "paper";
  readonly seed: number;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Null where features are used as they are. */
  readonly standardisation: Standardisation | null;
  readonly zoo: { readonly name: string; readonly rows: number; readonly fingerprint: string };
  /** Rows of each part, and rows left out because a weight or the target is not finite. */
  readonly rows: {
    readonly train: number;
    readonly validation: number;
    readonly test: number;
    readonly notFinite: number;
  };
  /** On the test rows; null where there are none. */
  readonly scores: ManifestScores | null;
  readonly seconds: number;
}

/** A model's rows.json: the zoo's row numbers of each part, and the networks that the model saw. */
export interface ModelRows {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  /**
   * Hashes of the weights of all networks that the fit depended on, by which other zoos that have them are recognised: those of the train
   * and validation parts, and of the test part where that decided when to stop. Absent in models of earlier versions.
   */
  readonly seen?: readonly string[] | undefined;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const score = v.nullable(v.number());

const ManifestSchema: v.GenericSchema<unknown, Manifest> = v.object({
  format: v.literal(1),
  weightcast: v.string(),
  predictor: v.string(),
  backend: v.string(),
  features: v.string(),
  columns: v.array(v.string()),
  layout: v.array(v.object({ name: v.string(), shape: v.array(count) })),
  target: v.string(),
  checkpoint: v.string(),
  where: v.nullable(v.string()),
  split: v.string(),
  protocol: v.picklist(["honest", "paper"]),
  seed: v.number(),
  hyperparameters: v.record(v.string(), v.unknown()),
  standardisation: v.nullable(v.object({ mean: v.array(v.number()), scale: v.array(v.number()) })),
  zoo: v.object({ name: v.string(), rows: count, fingerprint: v.string() }),
  rows: v.object({ train: count, validation: count, test: count, notFinite: count }),
  scores: v.nullable(v.object({ r2: score, mse: score, mad: score, tau: score })),
  seconds: v.number(),
});

const RowsSchema: v.GenericSchema<unknown, ModelRows> = v.object({
  train: v.array(count),
  validation: v.array(count),
  test: v.array(count),
  seen: v.optional(v.array(v.pipe(v.string(), v.regex(WEIGHT_HASH, "is not 16 hexadecimal digits")))),
});

/** @throws InputError where the text is not a manifest of format 1; names the field */
export function parseManifest(text: string, file: string): Manifest {
  return parseJson(ManifestSchema, text, file);
}

/** @throws InputError where the text is not a rows.json; names the field */
export function parseRows(text: string, file: string): ModelRows {
  return parseJson(RowsSchema, text, file);
}

/** The layout of the networks that a model was fitted on. */
export function manifestLayout(manifest: Manifest, file?: string): Layout {
  let start = 0;
  const entries = manifest.layout.map(({ name, shape }) => {
    const end = start + shape.reduce((product, side) => product * side, 1);
    const entry = { name, shape, start, end };
    start = end;
    return entry;
  });
  return createLayout(entries, file);
}

function parseJson<Value>(schema: v.GenericSchema<unknown, Value>, text: string, file: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`is not JSON: ${(cause as Error).message}`, { file }, { cause });
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new InputError(`${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`, { file });
}
