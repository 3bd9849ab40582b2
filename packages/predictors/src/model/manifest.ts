import { describeIssue, InputError, parseJsonText } from "@weightcast/core";
import type { Scores } from "@weightcast/evaluation";
import { createLayout, type Layout, type Target, WEIGHT_HASH } from "@weightcast/zoo";
import * as v from "valibot";
import type { Standardisation } from "../fitting/standardisation.js";

/**
 * The protocol of a fit. `paper` follows Unterthiner et al.: it does not standardise, and stops early on the
 * test part.
 */
export type Protocol = "honest" | "paper";

/**
 * The number of rows of each part that a fit used, and the number that it left out because a weight or the
 * target is not finite.
 */
export interface RowCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly notFinite: number;
}

/** The content of a model's manifest.json. */
export interface Manifest {
  readonly format: 2;
  /** The version of Weightcast that wrote the manifest. */
  readonly weightcast: string;
  readonly predictor: string;
  /** The backend that computed the fit. */
  readonly backend: string;
  /** The name of the feature set. */
  readonly features: string;
  readonly columns: readonly string[];
  readonly layout: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The JSON text of the networks' architecture, where the layout alone does not tell it; absent otherwise. */
  readonly architecture?: string | undefined;
  readonly target: Target;
  readonly checkpoint: string;
  readonly where: string | null;
  readonly split: string;
  readonly protocol: Protocol;
  readonly seed: number;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** The mean and scale of each column; null if features are used without standardisation. */
  readonly standardisation: Standardisation | null;
  readonly zoo: { readonly name: string; readonly rows: number; readonly fingerprint: string };
  readonly rows: RowCounts;
  /** The number of rows whose weights, but not their targets, features may have learned from. */
  readonly unlabelled: number;
  /** The scores on the test rows; null if there are none. */
  readonly scores: Scores | null;
  /** The greatest tau that the noise of a finite test set leaves on the test rows; null where there are none, or the target is no accuracy. */
  readonly tauCeiling: number | null;
  readonly seconds: number;
}

/** A model's rows.json: the zoo's row numbers of each part, and the networks that the model saw. */
export interface ModelRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
  /**
   * Hashes of the weights of all networks that the fit depended on, by which other zoos that have them are recognised: of the runs of the
   * train and validation parts, and of the test part where that decided when to stop.
   */
  readonly seen: ReadonlySet<string>;
}

const FORMAT = 2;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const rowNumbers = v.pipe(
  v.array(v.pipe(count, v.maxValue(2 ** 31 - 1))),
  v.transform((rows) => Int32Array.from(rows)),
);

const ManifestSchema: v.GenericSchema<unknown, Manifest> = v.object({
  format: v.literal(FORMAT),
  weightcast: v.string(),
  predictor: v.string(),
  backend: v.string(),
  features: v.string(),
  columns: v.array(v.string()),
  layout: v.array(v.object({ name: v.string(), shape: v.array(count) })),
  architecture: v.optional(v.string()),
  target: v.object({
    column: v.string(),
    range: v.nullable(v.tuple([v.number(), v.number()])),
    direction: v.picklist(["higher", "lower"]),
  }),
  checkpoint: v.string(),
  where: v.nullable(v.string()),
  split: v.string(),
  protocol: v.picklist(["honest", "paper"]),
  seed: v.number(),
  hyperparameters: v.record(v.string(), v.unknown()),
  standardisation: v.nullable(v.object({ mean: v.array(finite), scale: v.array(positive) })),
  zoo: v.object({ name: v.string(), rows: count, fingerprint: v.string() }),
  rows: v.object({ train: count, validation: count, test: count, notFinite: count }),
  unlabelled: v.optional(count, 0),
  scores: v.nullable(
    v.object({
      count,
      r2: v.nullable(v.number()),
      mse: v.number(),
      mad: v.number(),
      tau: v.nullable(v.number()),
    }),
  ),
  tauCeiling: v.nullable(v.number()),
  seconds: v.number(),
});

const RowsSchema: v.GenericSchema<unknown, ModelRows> = v.object({
  train: rowNumbers,
  validation: rowNumbers,
  test: rowNumbers,
  seen: v.pipe(
    v.array(v.pipe(v.string(), v.regex(WEIGHT_HASH, "is not 16 hexadecimal digits"))),
    v.transform((hashes) => new Set(hashes)),
  ),
});

/** @throws InputError where the text is not a manifest of this format; names the field */
export function parseManifest(text: string, file: string): Manifest {
  const value = parseJsonText(text, file);
  const { success, output } = v.safeParse(v.object({ format: v.number() }), value);
  if (success && output.format !== FORMAT) {
    throw new InputError(
      `is a model of format ${output.format}, but this version reads format ${FORMAT}; fit the model again`,
      { file },
    );
  }
  const manifest = check(ManifestSchema, value, file);
  const { columns, standardisation } = manifest;
  for (const [name, values] of Object.entries(standardisation ?? {})) {
    if (values.length === columns.length) continue;
    throw new InputError(
      `standardisation.${name}: has ${values.length} values for the ${columns.length} columns`,
      { file },
    );
  }
  manifestLayout(manifest, file);
  return manifest;
}

/** @throws InputError where the text is not a rows.json; names the field */
export function parseRows(text: string, file: string): ModelRows {
  return check(RowsSchema, parseJsonText(text, file), file);
}

/** Returns the text of a rows.json. */
export function formatRows({ train, validation, test, seen }: ModelRows): string {
  const lists = { train, validation, test, seen };
  const entries = Object.entries(lists).map(([name, values]) => [name, Array.from<string | number>(values)]);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

/** Reads the layout of the networks that a model was fitted on. */
export function manifestLayout(manifest: Manifest, file?: string): Layout {
  let start = 0;
  const entries = manifest.layout.map(({ name, shape }) => {
    const end = start + shape.reduce((product, side) => product * side, 1);
    const entry = { name, shape, start, end };
    start = end;
    return entry;
  });
  const { architecture } = manifest;
  const layout = createLayout(entries, file);
  return architecture === undefined ? layout : { ...layout, architecture };
}

function check<Value>(schema: v.GenericSchema<unknown, Value>, value: unknown, file: string): Value {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new InputError(describeIssue(issue), { file });
}
