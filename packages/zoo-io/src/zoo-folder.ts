import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { InputError, type Layout, type Metrics, type Zoo } from "@weightcast/core";
import { openArrowZoo } from "./arrow-zoo.js";
import { decodeText } from "./decode-text.js";
import { parseLayout } from "./layout-csv.js";
import { NpyFile } from "./npy-file.js";
import { unreadable } from "./open-for-reading.js";
import { readMetrics } from "./read-metrics.js";
import { throwProblems } from "./throw-problems.js";
import { StoredZoo } from "./zoo.js";

/** The names under which copies of the Small CNN Zoo keep each file, the usual one first. */
const NAMES = {
  weights: ["weights.npy", "all_weights.npy"],
  metrics: ["metrics.csv.gz", "metrics.csv", "all_metrics.csv.gz", "all_metrics.csv"],
  layout: ["layout.csv"],
} as const;

/**
 * Opens a zoo: a folder (or one that holds just one), or an Arrow file that `convertZoo` wrote. Reads the metrics and the layout, and of
 * the weights only where they stand.
 *
 * @throws InputError where files are missing or malformed (it tells of each), or do not fit together
 */
export async function openZoo(path: string): Promise<Zoo> {
  if (extname(path).toLowerCase() === ".arrow") return openArrowZoo(path);
  const folder = await findZooFolder(path);
  const files = await listFolder(folder);
  const find = (kind: keyof typeof NAMES) => {
    const name = NAMES[kind].find((candidate) => files.includes(candidate));
    if (name === undefined) throw new InputError(`holds no ${NAMES[kind].join(" or ")}`, { file: folder });
    return join(folder, name);
  };
  const [layout, weights, metrics] = await allOrProblems([
    async () => readLayoutFile(find("layout")),
    async () => NpyFile.inspect(find("weights")),
    async () => readMetricsFile(find("metrics")),
  ]);
  return new StoredZoo(path, layout, metrics, weights);
}

/** The results of readers that do not depend on each other; InputErrors of several are told together. */
async function allOrProblems<Results extends unknown[]>(
  readers: {
    readonly [I in keyof Results]: () => Promise<Results[I]>;
  },
): Promise<Results> {
  const settled = await Promise.allSettled(readers.map((read) => read()));
  const problems = settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const unforeseen = problems.find((problem) => !(problem instanceof InputError));
  if (unforeseen !== undefined) throw unforeseen;
  throwProblems(problems);
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as Results;
}

async function readLayoutFile(path: string): Promise<Layout> {
  return parseLayout(decodeText(await readWhole(path), path), path);
}

const READ_BYTES = 1 << 20;

async function readMetricsFile(path: string): Promise<Metrics> {
  return readMetrics(createReadStream(path, { highWaterMark: READ_BYTES }), path).catch((cause) => {
    throw cause instanceof InputError ? cause : unreadable(path, cause);
  });
}

/** The folder itself, or the one folder in it that holds weights. */
async function findZooFolder(path: string): Promise<string> {
  const holdsWeights = (names: readonly string[]) => NAMES.weights.some((name) => names.includes(name));
  const names = await listFolder(path);
  if (holdsWeights(names)) return path;
  const inner: string[] = [];
  for (const name of names) {
    if (holdsWeights(await readdir(join(path, name)).catch(() => []))) inner.push(name);
  }
  if (inner.length > 1) throw new InputError(`holds several zoos: ${inner.join(", ")}`, { file: path });
  return inner.length === 1 ? join(path, inner[0]!) : path;
}

async function listFolder(path: string): Promise<string[]> {
  return readdir(path).catch((cause) => {
    if ((cause as NodeJS.ErrnoException).code !== "ENOTDIR") throw unreadable(path, cause);
    throw new InputError(
      "is not a folder; a zoo is a folder with weights.npy, metrics.csv.gz and layout.csv, or an .arrow file",
      { file: path },
    );
  });
}

async function readWhole(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
}
