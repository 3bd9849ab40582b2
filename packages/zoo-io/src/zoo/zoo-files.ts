import { InputError, throwProblems } from "@weightcast/core";
import { type Layout, type Metrics, StoredZoo, type Zoo } from "@weightcast/zoo";
import { openArrowZoo } from "../arrow/arrow-zoo.js";
import { parseLayout } from "../csv/layout-csv.js";
import { readMetrics } from "../csv/read-metrics.js";
import { concatenate } from "../files/byte-chunks.js";
import { decodeText } from "../files/decode-text.js";
import { wholeFile } from "../files/read-at.js";
import type { StoredFile } from "../files/stored-file.js";
import { NpyFile } from "../npy/npy-file.js";

/** The names under which copies of the Small CNN Zoo keep each file, the usual one first. */
const NAMES = {
  weights: ["weights.npy", "all_weights.npy"],
  metrics: ["metrics.csv.gz", "metrics.csv", "all_metrics.csv.gz", "all_metrics.csv"],
  layout: ["layout.csv"],
} as const;

/** Whether a zoo keeps its weights in a .npy file of this name. */
export function isWeightsFile(name: string): boolean {
  return (NAMES.weights as readonly string[]).includes(name);
}

/** Whether a file of this name is one of a zoo's. */
export function isZooFile(name: string): boolean {
  return isArrowFile(name) || Object.values(NAMES).some((names: readonly string[]) => names.includes(name));
}

/** Whether a file of this name is a zoo by itself. */
export function isArrowFile(name: string): boolean {
  return name.toLowerCase().endsWith(".arrow");
}

export interface OpenZooOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a zoo from its files by their names: weights.npy, metrics.csv(.gz) and layout.csv, or an .arrow file. Reads the metrics and the
 * layout, and of the weights only where they stand.
 *
 * @param name names the zoo, in errors too
 * @throws InputError where files are missing or malformed (it tells of each), or do not fit together
 * @throws CancelledError once `signal` is aborted
 */
export async function openZooFiles(
  files: ReadonlyMap<string, StoredFile>,
  name: string,
  { signal }: OpenZooOptions = {},
): Promise<Zoo> {
  const names = Array.from(files.keys());
  const arrow = names.find(isArrowFile);
  if (arrow !== undefined && !names.some(isWeightsFile)) return openArrowZoo(files.get(arrow)!, signal);
  const find = (kind: keyof typeof NAMES): StoredFile => {
    const found = NAMES[kind].map((one) => files.get(one)).find((file) => file !== undefined);
    if (found === undefined) throw new InputError(`holds no ${NAMES[kind].join(" or ")}`, { file: name });
    return found;
  };
  const [layout, weights, metrics] = await allOrProblems([
    async () => readLayoutFile(find("layout"), signal),
    async () => NpyFile.inspect(find("weights")),
    async () => readMetricsFile(find("metrics"), signal),
  ]);
  return new StoredZoo(name, layout, metrics, weights);
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

function readLayoutFile(stored: StoredFile, signal?: AbortSignal): Promise<Layout> {
  return readPieces(stored, signal, async (pieces) => {
    const bytes: Uint8Array[] = [];
    for await (const piece of pieces) bytes.push(piece);
    return parseLayout(decodeText(concatenate(bytes), stored.path), stored.path);
  });
}

function readMetricsFile(stored: StoredFile, signal?: AbortSignal): Promise<Metrics> {
  return readPieces(stored, signal, (pieces) => readMetrics(pieces, stored.path));
}

async function readPieces<Value>(
  stored: StoredFile,
  signal: AbortSignal | undefined,
  read: (pieces: AsyncIterable<Uint8Array>) => Promise<Value>,
): Promise<Value> {
  const file = await stored.open();
  try {
    return await read(wholeFile(file, signal));
  } finally {
    await file.close();
  }
}
