import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@weightcast/core";
import { peerPython, runJson } from "../processes.js";
import { median, say } from "../report.js";
import { makeClassification } from "./made-up-data.js";
import { type GbmRun, parametersFile, peer, runOurs, writeData } from "./runs.js";

const COLUMNS = 28;
const TREES = 100;
const STANDARD_ROWS = 1_000_000;
/** One row in ten is not trained on. */
const HELD_SHARE = 0.1;
const RUNS = 3;
const XGBOOST_VARIABLE = "WEIGHTCAST_XGBOOST_PYTHON";

/**
 * Trains two classes on made-up data like HIGGS with this package, LightGBM and XGBoost's histogram method at equal settings,
 * with 2 threads each, and measures them on rows that were not trained on.
 *
 * @param args how many rows, 1,000,000 if not given, then how many runs, 3 if not given
 */
export async function benchClassification(args: readonly string[]): Promise<void> {
  const [rows = STANDARD_ROWS, runs = RUNS] = args.map(Number);
  if (!Number.isSafeInteger(rows) || rows < 1000) throw new UsageError("the rows are a number at least 1000");
  if (!Number.isSafeInteger(runs) || runs < 1) throw new UsageError("the runs are a number at least 1");
  const python = peerPython("numpy and lightgbm");
  const xgboost = process.env[XGBOOST_VARIABLE] ?? python;
  const held = Math.round(rows * HELD_SHARE);
  const data = await mkdtemp(join(tmpdir(), "weightcast-bench-"));
  try {
    const files = await writeData(data, makeClassification(rows, COLUMNS));
    const given = [...files, parametersFile("gbm-higgs"), String(TREES), String(rows - held)];
    const contenders: [string, () => Promise<GbmRun>, GbmRun[]][] = [
      ["this package", () => runOurs(given), []],
      ["LightGBM", () => runJson<GbmRun>(python, [peer("lightgbm_run.py"), ...given]), []],
    ];
    if (await hasXgboost(xgboost)) {
      contenders.push(["XGBoost", () => runJson<GbmRun>(xgboost, [peer("xgboost_run.py"), ...given]), []]);
    }
    for (let run = 0; run < runs; run++)
      for (const [, measure, done] of contenders) done.push(await measure());
    say(`${rows - held} rows x ${COLUMNS}, ${TREES} trees of 255 leaves; measured on ${held} other rows`);
    for (const [name, , done] of contenders) say(lineOf(name, done));
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

function lineOf(name: string, runs: readonly GbmRun[]): string {
  const of = (measure: (run: GbmRun) => number) => median(runs.map(measure));
  const [auc, loss] = [of(({ quality }) => quality), of(({ logLoss = Number.NaN }) => logLoss)];
  const [seconds, processor] = [of(({ training }) => training / 1000), of((run) => run.processor)];
  return `${name}: AUC ${auc.toFixed(5)}, log loss ${loss.toFixed(5)}, ${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processors)`;
}

async function hasXgboost(python: string): Promise<boolean> {
  try {
    await runJson(python, ["-c", "import xgboost; print(1)"]);
    return true;
  } catch {
    say(`${python} has no XGBoost, so it is not measured; ${XGBOOST_VARIABLE} names another Python`);
    return false;
  }
}
