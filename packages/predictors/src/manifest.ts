import { createLayout, InputError, type Layout } from "@weightcast/core";
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const score = v.nullable(v.number());

/** A model's manifest.json, format 1. Scores that are not defined (constant truth) are null. */
const ManifestSchema = v.object({
  format: v.literal(1),
  weightcast: v.string(),
  predictor: v.string(),
  /** What computed the fit. */
  backend: v.string(),
  /** The feature set's name. */
  features: v.string(),
  columns: v.array(v.string()),
  layout: v.array(v.object({ name: v.string(), shape: v.array(count) })),
  /** The metrics column that is predicted. */
  target: v.string(),
  checkpoint: v.string(),
  where: v.nullable(v.string()),
  split: v.string(),
  protocol: v.picklist(["honest", "paper"]),
  seed: v.number(),
  hyperparameters: v.record(v.string(), v.unknown()),
  /** What is taken from each column, and what it is then divided by; null where features are used as they are. */
  standardisation: v.nullable(v.object({ mean: v.array(v.number()), scale: v.array(v.number()) })),
  zoo: v.object({ name: v.string(), rows: count, fingerprint: v.string() }),
  /** Rows of each part, and rows left out because a weight or the target is not finite. */
  rows: v.object({ train: count, validation: count, test: count, notFinite: count }),
  /** On the test rows; null where there are none. */
  scores: v.nullable(v.object({ r2: score, mse: score, mad: score, tau: score })),
  seconds: v.number(),
});

export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** rows.json: the zoo's row numbers of each part. */
const RowsSchema = v.object({ train: v.array(count), validation: v.array(count), test: v.array(count) });

export type ModelRows = v.InferOutput<typeof RowsSchema>;

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

function parseJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  file: string,
): v.InferOutput<Schema> {
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
