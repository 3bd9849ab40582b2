import { createHash } from "node:crypto";
import { InputError } from "@weightcast/core";
import { parseStoredJob } from "@weightcast/experiments/node";
import { parseResults, renderReport } from "@weightcast/report";
import { damageJson } from "../mutators/json.js";
import { type Parser, textParser } from "./parser.js";

const estimate = { value: 0.5, low: 0.4, high: 0.6 };
const points = { x: [0.1, 0.5, 0.9], y: [0.2, 0.4, 0.8] };
const cell = {
  zoo: "mnist",
  predictor: "gbm",
  features: "wstats-glob",
  hyperparameters: { num_leaves: 31 },
  rows: { train: 40, validation: 10, test: 50, notFinite: 0 },
  scores: { r2: estimate, mse: estimate, mad: estimate, tau: estimate },
  tauCeiling: 0.99,
  validation: 0.5,
  strata: { tau: estimate, strata: 3, rows: 12 },
  invariance: [
    { change: "permuted", networks: 10, meanMove: 0.01, largestMove: 0.1, tauBefore: 0.8, tauAfter: 0.7 },
  ],
  published: { collection: "mnist", r2: 0.98, comparable: false },
  backend: "WebAssembly",
  seconds: 1.5,
};

/** Results of a shape that real ones have, of numbers that nobody measured. */
const SAMPLE = {
  format: 1,
  weightcast: "0.0.0",
  quick: true,
  protocol: "honest",
  split: "random",
  checkpoint: "final",
  target: "test_accuracy",
  seed: 1,
  resamples: 100,
  seconds: 10,
  zoos: [
    {
      name: "mnist",
      dataset: "mnist",
      fingerprint: "f3a9c0d5b7e1a2c4",
      rows: 900,
      runs: 100,
      parameters: 4970,
      epochs: 18,
      networks: 100,
      notFinite: 0,
      accuracyHistogram: [10, 20, 30, 40],
      trainTest: points,
      biasRanges: { ...points, accuracy: [0.1, 0.5, 0.9] },
    },
  ],
  cells: [cell, { ...cell, predictor: "dnn", strata: null, published: null }],
  baselines: [{ ...cell, features: "hyper" }],
  predictions: [{ zoo: "mnist", predictor: "gbm", features: "wstats-glob", points }],
  transfers: [
    {
      from: "mnist",
      to: "mnist",
      predictor: "gbm",
      features: "wstats-glob",
      networks: 50,
      seen: 0,
      tau: estimate,
      r2: estimate,
      points,
    },
  ],
  learningCurves: [
    { zoo: "mnist", predictor: "gbm", features: "wstats-glob", points: [{ networks: 10, tau: estimate }] },
  ],
};

/** A share of the results is drawn too, which takes long. */
const DRAWN_CHARACTERS = 7;

const results = textParser("results", [JSON.stringify(SAMPLE)], damageJson, (text) => {
  const parsed = parseResults(text, "results.json");
  if (text.length % DRAWN_CHARACTERS !== 0) return undefined;
  const page = renderReport(parsed).get("index.html") ?? "";
  return page.includes("<script>") || !page.includes("</html>") ? "a page that is none" : undefined;
});

const JOB = {
  format: 4,
  code: "0123456789abcdef",
  elapsed: 1.5,
  made: {
    at: "2026-11-26T12:00:00.000Z",
    machine: { system: "linux x64", processor: "any", cores: 2, memory: 8e9, node: "20.20.0" },
  },
  request: { kind: "cell", fit: { predictor: "gbm", features: "wstats-glob", seed: 0 } },
  outcome: { ...cell, points },
};
const JOB_TEXT = JSON.stringify(JOB);
const CELL_TEXT = JSON.stringify({ sha256: createHash("sha256").update(JOB_TEXT).digest("hex"), job: JOB });

/** The file of a finished fit: whatever was edited in it, it is computed again. */
const cachedCell = textParser("cached-cell", [CELL_TEXT], damageJson, (text) => {
  const job = parseStoredJob(text);
  if (job === undefined) throw new InputError("is computed again");
  return JSON.stringify(job) === JOB_TEXT ? undefined : "an edited outcome is used";
});

/** Files of results. */
export const RESULT_PARSERS: readonly Parser[] = [results, cachedCell];
