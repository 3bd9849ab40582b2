import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeRegression } from "./made-up-data.js";
import { peerPython, runJson } from "./processes.js";
import { median, say } from "./report.js";

/** The times of one run in milliseconds (`tree` is the time of one tree) and its memory in megabytes. */
export interface GbmRun {
  readonly binning: number;
  readonly tree: number;
  readonly prediction: number;
  readonly memory: number;
  readonly mse: number;
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
];
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
    for (const { rows, columns, parameters, trees } of CASES) {
      const files = join(data, `${rows}x${columns}`);
      await mkdir(files, { recursive: true });
      const { x, y } = makeRegression(rows, columns);
      const [features, target] = [join(files, "x.npy"), join(files, "y.npy")];
      await writeFile(features, x);
      await writeFile(target, y);
      const args = [features, target, join(folder("parameters"), `${parameters}.json`), String(trees)];
      const ours: GbmRun[] = [];
      const theirs: GbmRun[] = [];
      for (let run = 0; run < RUNS; run++) {
        ours.push(await runJson<GbmRun>(process.execPath, [join(folder("dist"), "gbm-run.js"), ...args]));
        theirs.push(await runJson<GbmRun>(python, [join(folder("peers"), "lightgbm_run.py"), ...args]));
      }
      say(
        `${rows} x ${columns}, ${parameters}: ${MEASURES.map((name) => compared(name, ours, theirs)).join("; ")}`,
      );
      await rm(files, { recursive: true });
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
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
