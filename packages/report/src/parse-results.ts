import { describeIssue, InputError, parseJsonText } from "@weightcast/core";
import type {
  CalibrationRecord,
  CellRecord,
  DifferenceRecord,
  EnvironmentRecord,
  Estimate,
  ExperimentResults,
  ImportanceRecord,
  LearningCurveRecord,
  PointRecord,
  RepeatsRecord,
  Spread,
  ZooRecord,
} from "@weightcast/evaluation";
import * as v from "valibot";

const FORMAT = 1;

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seconds = v.pipe(finite, v.minValue(0));

const estimate: v.GenericSchema<unknown, Estimate> = v.object({
  value: v.nullable(finite),
  low: v.nullable(finite),
  high: v.nullable(finite),
});

const pointLists = { x: v.array(finite), y: v.array(finite) };
const points: v.GenericSchema<unknown, PointRecord> = v.pipe(
  v.object(pointLists),
  v.check(({ x, y }) => x.length === y.length, "x and y differ in length"),
);

const zoo: v.GenericSchema<unknown, ZooRecord> = v.object({
  name: v.string(),
  dataset: v.nullable(v.string()),
  fingerprint: v.string(),
  rows: count,
  runs: count,
  parameters: count,
  epochs: count,
  networks: count,
  notFinite: count,
  accuracyHistogram: v.pipe(v.array(count), v.minLength(1)),
  trainTest: v.nullable(points),
  biasRanges: v.pipe(
    v.object({ ...pointLists, accuracy: v.array(finite) }),
    v.check(
      ({ x, y, accuracy }) => x.length === y.length && x.length === accuracy.length,
      "x, y and accuracy differ in length",
    ),
  ),
});

const spread: v.GenericSchema<unknown, Spread | null> = v.nullable(
  v.object({ mean: finite, deviation: v.nullable(finite), count }),
);
const repeats: v.GenericSchema<unknown, RepeatsRecord> = v.object({
  seeds: v.array(v.pipe(v.number(), v.safeInteger())),
  scores: v.object({ r2: spread, mse: spread, mad: spread, tau: spread }),
});

const cell: v.GenericSchema<unknown, CellRecord> = v.object({
  zoo: v.string(),
  predictor: v.string(),
  features: v.string(),
  hyperparameters: v.record(v.string(), v.unknown()),
  rows: v.object({ train: count, validation: count, test: count, notFinite: count }),
  scores: v.object({ r2: estimate, mse: estimate, mad: estimate, tau: estimate }),
  tauCeiling: v.optional(v.nullable(finite)),
  validation: v.optional(v.nullable(finite)),
  strata: v.nullable(v.object({ tau: estimate, strata: count, rows: count })),
  invariance: v.array(
    v.object({
      change: v.picklist(["permuted", "rescaled"]),
      networks: count,
      meanMove: finite,
      largestMove: finite,
      tauBefore: v.nullable(finite),
      tauAfter: v.nullable(finite),
    }),
  ),
  published: v.nullable(v.object({ collection: v.string(), r2: finite, comparable: v.boolean() })),
  repeats: v.optional(repeats),
  backend: v.string(),
  seconds,
});

const calibration: v.GenericSchema<unknown, CalibrationRecord> = v.object({
  bins: v.array(v.object({ rows: count, predicted: finite, truth: finite, deviation: finite })),
  coverage: v.array(v.object({ level: finite, coverage: finite, meanWidth: v.nullable(finite) })),
});

const importance: v.GenericSchema<unknown, ImportanceRecord> = v.object({
  zoo: v.string(),
  predictor: v.string(),
  features: v.string(),
  networks: count,
  layers: v.array(v.object({ layer: v.string(), contribution: finite })),
});

const method = v.object({ predictor: v.string(), features: v.string() });
const tested = v.object({
  value: v.nullable(finite),
  low: v.nullable(finite),
  high: v.nullable(finite),
  p: v.nullable(finite),
  adjusted: v.nullable(finite),
});
const difference: v.GenericSchema<unknown, DifferenceRecord> = v.object({
  zoo: v.string(),
  compared: v.picklist(["best", "features"]),
  first: method,
  second: method,
  r2: tested,
  tau: tested,
});

const learningCurve: v.GenericSchema<unknown, LearningCurveRecord> = v.object({
  zoo: v.string(),
  predictor: v.string(),
  features: v.string(),
  points: v.array(
    v.object({
      networks: v.pipe(count, v.minValue(1)),
      tau: estimate,
      tauCeiling: v.optional(v.nullable(finite)),
      r2: v.optional(estimate),
    }),
  ),
});

const results: v.GenericSchema<unknown, ExperimentResults> = v.object({
  format: v.literal(FORMAT),
  weightcast: v.string(),
  quick: v.boolean(),
  protocol: v.picklist(["honest", "paper"]),
  split: v.string(),
  checkpoint: v.string(),
  target: v.string(),
  seed: v.pipe(v.number(), v.safeInteger()),
  resamples: count,
  seconds,
  zoos: v.array(zoo),
  cells: v.array(cell),
  baselines: v.array(cell),
  predictions: v.array(
    v.object({
      zoo: v.string(),
      predictor: v.string(),
      features: v.string(),
      points,
      calibration: v.optional(calibration),
    }),
  ),
  transfers: v.array(
    v.object({
      from: v.string(),
      to: v.string(),
      predictor: v.string(),
      features: v.string(),
      networks: count,
      seen: v.optional(count),
      tau: estimate,
      tauCeiling: v.optional(v.nullable(finite)),
      r2: estimate,
      points,
    }),
  ),
  learningCurves: v.array(learningCurve),
  importances: v.optional(v.array(importance)),
  differences: v.optional(v.array(difference)),
  failures: v.optional(v.array(v.object({ zoo: v.string(), what: v.string(), problem: v.string() }))),
});

/**
 * Reads a results.json. Unknown fields are left out.
 *
 * @param file the file's name for error messages
 * @throws InputError where the text is not JSON or has another format, a field is missing or malformed (the message names the field), or a field
 *   names a zoo that is not in `zoos`
 */
export function parseResults(text: string, file?: string): ExperimentResults {
  const value = parseJsonText(text, file);
  const format = v.safeParse(v.object({ format: v.number() }), value);
  if (format.success && format.output.format !== FORMAT) {
    throw new InputError(
      `the results have format ${format.output.format}, but this version reads format ${FORMAT}; use the version that wrote them`,
      { file },
    );
  }
  const parsed = v.safeParse(results, value);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new InputError(describeIssue(issue), { file });
  }
  requireKnownZoos(parsed.output, file);
  return parsed.output;
}

/** The fields whose records name a zoo. */
const NAMING_ZOOS = [
  "cells",
  "baselines",
  "predictions",
  "learningCurves",
  "importances",
  "differences",
] as const;

function requireKnownZoos(known: ExperimentResults, file: string | undefined): void {
  const names = new Set(known.zoos.map(({ name }) => name));
  if (names.size < known.zoos.length) throw new InputError("zoos: two have the same name", { file });
  const named = [
    ...NAMING_ZOOS.flatMap((field) =>
      (known[field] ?? []).map((record, i): [string, string] => [`${field}.${i}.zoo`, record.zoo]),
    ),
    ...known.transfers.flatMap(({ from, to }, i): [string, string][] => [
      [`transfers.${i}.from`, from],
      [`transfers.${i}.to`, to],
    ]),
  ];
  const unknown = named.find(([, name]) => !names.has(name));
  if (unknown !== undefined) {
    throw new InputError(`${unknown[0]}: '${unknown[1]}' is not the name of one of the zoos`, { file });
  }
}

const environment: v.GenericSchema<unknown, EnvironmentRecord> = v.object({
  format: v.literal(FORMAT),
  weightcast: v.string(),
  first: v.nullable(v.string()),
  last: v.nullable(v.string()),
  machines: v.array(
    v.object({
      system: v.string(),
      processor: v.string(),
      cores: count,
      memory: count,
      node: v.string(),
      fits: count,
    }),
  ),
});

/**
 * Reads an environment.json. Unknown fields are left out.
 *
 * @param file the file's name for error messages
 * @throws InputError where the text is not JSON, or a field is missing or malformed (the message names the field)
 */
export function parseEnvironment(text: string, file?: string): EnvironmentRecord {
  const parsed = v.safeParse(environment, parseJsonText(text, file));
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new InputError(`${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`, { file });
}
