import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peerPython, runJson } from "../processes.js";
import { median, say } from "../report.js";
import { makeRegression } from "./made-up-data.js";
import { folder, type GbmRun, parametersFile, peer, runOurs, writeData } from "./runs.js";

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
}

const CASES: readonly Case[] = [
  { rows: 15_000, columns: 56, parameters: "gbm-31-leaves", trees: 200 },
  { rows: 15_000, columns: 56, parameters: "gbm-paper-wstats", trees: 100 },
  { rows: 150_000, columns: 56, parameters: "gbm-31-leaves", trees: 100 },
  { rows: 15_000, columns: 4970, parameters: "gbm-paper-weights", trees: 100 },
  { rows: 1_000_000, columns: 28, parameters: "gbm-31-leaves", trees: 100 },
];
/** 500 trees of 31 leaves explain 10,000 rows. */
const EXPLAINED: Case = { rows: 10_000, columns: 56, parameters: "gbm-31-leaves", trees: 500 };
const RUNS = 3;
const MEASURES = ["tree", "binning", "prediction", "memory"] as const;

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
    for (const spec of CASES) await benchCase(python, data, spec);
    await benchExplanations(python, data);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function benchCase(python: string, data: string, spec: Case): Promise<void> {
  const { rows, columns, parameters, trees } = spec;
  const files = await writeData(data, makeRegression(rows, columns));
  const args = [...files, parametersFile(parameters), String(trees), String(rows)];
  const ours: GbmRun[] = [];
  const theirs: GbmRun[] = [];
  for (let run = 0; run < RUNS; run++) {
    ours.push(await runOurs(args));
    theirs.push(await runJson<GbmRun>(python, [peer("lightgbm_run.py"), ...args]));
  }
  const measures = MEASURES.map((name) => compared(name, ours, theirs)).join("; ");
  say(`${rows} x ${columns}, ${parameters}: ${measures}`);
}

async function benchExplanations(python: string, data: string): Promise<void> {
  const files = await writeData(data, makeRegression(EXPLAINED.rows, EXPLAINED.columns));
  const model = join(data, "model.txt");
  const ours: ExplainRun[] = [];
  const theirs: ExplainRun[] = [];
  for (let run = 0; run < RUNS; run++) {
    const args = [...files, parametersFile(EXPLAINED.parameters), String(EXPLAINED.trees), model];
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

function compared(
  name: (typeof MEASURES)[number],
  ours: readonly GbmRun[],
  theirs: readonly GbmRun[],
): string {
  const [a, b] = [ours, theirs].map((runs) => median(runs.map((run) => run[name]))) as [number, number];
  const unit = name === "memory" ? "MB" : "ms";
  return `${name} ${(a / b).toFixed(2)} (${a.toPrecision(3)} ${unit}, ${b.toPrecision(3)} ${unit})`;
}
