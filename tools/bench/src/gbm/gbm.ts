import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { peerPython, runJson } from "../processes.js";
import { median, say } from "../report.js";
import { makeClassification, makeRegression } from "./made-up-data.js";

/** The times of one run in milliseconds (`tree` is the time of one tree) and its memory in megabytes. */
export interface GbmRun {
  readonly binning: number;
  readonly tree: number;
  /** Of all trees, with binning. */
  readonly training: number;
  readonly prediction: number;
  readonly memory: number;
  /** The area under the ROC curve of two classes, else the mean squared error. */
  readonly quality: number;
}

/** Milliseconds for the contributions of all rows, and for the prediction of one; the sum of the contributions' sizes. */
export interface ExplainRun {
  readonly contributions: number;
  readonly oneRow: number;
  readonly sum: number;
}

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly parameters: string;
  readonly trees: number;
  /** Rows of two classes that are not trained on; none for a regression. */
  readonly held?: number;
}

const CASES: readonly Case[] = [
  { rows: 15_000, columns: 56, parameters: "gbm-31-leaves", trees: 200 },
  { rows: 15_000, columns: 56, parameters: "gbm-paper-wstats", trees: 100 },
  { rows: 150_000, columns: 56, parameters: "gbm-31-leaves", trees: 100 },
  { rows: 15_000, columns: 4970, parameters: "gbm-paper-weights", trees: 100 },
  { rows: 1_000_000, columns: 28, parameters: "gbm-31-leaves", trees: 100 },
  { rows: 1_000_000, columns: 28, parameters: "gbm-higgs", trees: 100, held: 100_000 },
];
/** 500 trees of 31 leaves explain 10,000 rows. */
const EXPLAINED: Case = { rows: 10_000, columns: 56, parameters: "gbm-31-leaves", trees: 500 };
const RUNS = 3;
const MEASURES = ["tree", "binning", "prediction", "memory"] as const;

const folder = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Measures gradient boosting against LightGBM with 2 threads on made-up data: each case's runs take turns, and of each measure
 * the medians are compared.
 */
export async function benchGbm(): Promise<void> {
  const python = peerPython("numpy and lightgbm");
  const data = await mkdtemp(join(tmpdir(), "weightcast-bench-"));
  try {
    say(
      "ours / LightGBM (2 threads), medians of 3 runs that take turns; in brackets ours, then LightGBM's\n",
    );
    const withXgboost = await hasXgboost(python);
    for (const spec of CASES) await benchCase(python, data, spec, withXgboost);
    await benchExplanations(python, data);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function benchCase(python: string, data: string, spec: Case, withXgboost: boolean): Promise<void> {
  const { rows, columns, parameters, trees, held = 0 } = spec;
  const files = await writeData(data, spec);
  const args = [...files, parametersFile(spec), String(trees), String(rows - held)];
  const ours: GbmRun[] = [];
  const theirs: GbmRun[] = [];
  const third: GbmRun[] = [];
  for (let run = 0; run < RUNS; run++) {
    ours.push(await runJson<GbmRun>(process.execPath, [join(folder("dist"), "gbm-run.js"), ...args]));
    theirs.push(await runJson<GbmRun>(python, [peer("lightgbm_run.py"), ...args]));
    if (held > 0 && withXgboost) third.push(await runJson<GbmRun>(python, [peer("xgboost_run.py"), ...args]));
  }
  const measures = MEASURES.map((name) => compared(name, ours, theirs)).join("; ");
  say(`${rows} x ${columns}, ${parameters}: ${measures}`);
  if (held > 0) {
    const entries = [["ours", ours] as const, ["LightGBM", theirs] as const, ["XGBoost", third] as const];
    for (const [name, runs] of entries.filter(([, runs]) => runs.length > 0)) {
      const [seconds, auc] = [median(runs.map((run) => run.training / 1000)), runs[0]!.quality];
      say(
        `  two classes, ${name}: AUC ${auc.toFixed(4)} on ${held} other rows after ${seconds.toFixed(1)} s`,
      );
    }
  }
}

async function benchExplanations(python: string, data: string): Promise<void> {
  const files = await writeData(data, EXPLAINED);
  const model = join(data, "model.txt");
  const ours: ExplainRun[] = [];
  const theirs: ExplainRun[] = [];
  for (let run = 0; run < RUNS; run++) {
    const args = [...files, parametersFile(EXPLAINED), String(EXPLAINED.trees), model];
    ours.push(
      await runJson<ExplainRun>(process.execPath, [join(folder("dist"), "gbm-explain-run.js"), ...args]),
    );
    theirs.push(await runJson<ExplainRun>(python, [peer("lightgbm_explain_run.py"), files[0], model]));
  }
  const ratio = (name: "contributions" | "oneRow") => {
    const [a, b] = [ours, theirs].map((runs) => median(runs.map((run) => run[name]))) as [number, number];
    return `${(a / b).toFixed(2)} (${a.toPrecision(3)} ms, ${b.toPrecision(3)} ms)`;
  };
  const { rows, columns, trees } = EXPLAINED;
  say(
    `${rows} x ${columns}, ${trees} trees of 31 leaves: contributions ${ratio("contributions")}; prediction of one row ${ratio("oneRow")}`,
  );
}

/** Writes the features and targets of a case; returns their files. */
async function writeData(data: string, { rows, columns, held }: Case): Promise<[string, string]> {
  const files = join(data, `${rows}x${columns}-${held ?? 0}`);
  await mkdir(files, { recursive: true });
  const { x, y } = held === undefined ? makeRegression(rows, columns) : makeClassification(rows, columns);
  const [features, target] = [join(files, "x.npy"), join(files, "y.npy")];
  await writeFile(features, x);
  await writeFile(target, y);
  return [features, target];
}

async function hasXgboost(python: string): Promise<boolean> {
  try {
    await runJson(python, ["-c", "import xgboost; print(1)"]);
    return true;
  } catch {
    say("XGBoost is not installed in the peers' Python, so it is not measured");
    return false;
  }
}

const peer = (name: string) => join(folder("peers"), name);
const parametersFile = ({ parameters }: Case) => join(folder("parameters"), `${parameters}.json`);

function compared(
  name: (typeof MEASURES)[number],
  ours: readonly GbmRun[],
  theirs: readonly GbmRun[],
): string {
  const [a, b] = [ours, theirs].map((runs) => median(runs.map((run) => run[name]))) as [number, number];
  const unit = name === "memory" ? "MB" : "ms";
  return `${name} ${(a / b).toFixed(2)} (${a.toPrecision(3)} ${unit}, ${b.toPrecision(3)} ${unit})`;
}
