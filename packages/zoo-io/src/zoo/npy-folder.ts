import { InputError, throwProblems, type WorkOptions } from "@weightcast/core";
import type { StoredFile } from "@weightcast/runtime";
import { gatherMetrics, type Layout, type Metrics, StoredZoo, type WeightBlock } from "@weightcast/zoo";
import { parseLayout } from "../csv/layout-csv.js";
import { readMetrics } from "../csv/read-metrics.js";
import { concatenate } from "../files/byte-chunks.js";
import { decodeText } from "../files/decode-text.js";
import { wholeFile } from "../files/read-at.js";
import type { ZooFormat } from "../formats/zoo-format.js";
import { NpyFile } from "../npy/npy-file.js";
import { encodeZooFolder } from "./encode-zoo-folder.js";

/** The names of each file in copies of the Small CNN Zoo, the usual name first. */
const NAMES = {
  weights: ["weights.npy", "all_weights.npy"],
  metrics: ["metrics.csv.gz", "metrics.csv", "all_metrics.csv.gz", "all_metrics.csv"],
  layout: ["layout.csv"],
} as const;

/** The maximum size of a layout file in bytes; it is read into memory as one text. */
export const MOST_LAYOUT_BYTES: number = 2 ** 24;

/** The content of a file of a zoo's folder. */
export type ZooFileRole = keyof typeof NAMES;

/** The role of a file with this name in a zoo's folder; undefined for names that do not belong to a zoo. */
export function zooFileRole(name: string): ZooFileRole | undefined {
  const roles = Object.keys(NAMES) as ZooFileRole[];
  return roles.find((role) => (NAMES[role] as readonly string[]).includes(name));
}

/** Zoos in the format of the Small CNN Zoo: a folder with weights.npy, metrics.csv.gz and layout.csv. */
export const npyZooFormat: ZooFormat = {
  name: "npy",
  description: "a folder with weights.npy, metrics.csv.gz and layout.csv",
  extensions: [],
  groupFiles(names) {
    const own = names.filter((name) => zooFileRole(name) !== undefined);
    const hasWeights = own.some((name) => zooFileRole(name) === "weights");
    return own.length === 0 ? [] : [{ names: own, hasWeights }];
  },
  async open(files, name, { onProgress, signal }) {
    const find = (role: ZooFileRole): StoredFile => {
      const found = NAMES[role].map((one) => files.get(one)).find((file) => file !== undefined);
      if (found === undefined) throw new InputError(`holds no ${NAMES[role].join(" or ")}`, { file: name });
      return found;
    };
    const inspectWeights = async () => NpyFile.inspect(find("weights"), signal);
    const inspected = inspectWeights();
    const [layout, weights, metrics] = await allOrProblems([
      async () => readLayoutFile(find("layout"), { signal }),
      () => inspected,
      async () => {
        const sound = await inspected.catch(() => undefined);
        return readMetricsFile(find("metrics"), sound?.rows, { onProgress, signal });
      },
    ]);
    return new StoredZoo(name, layout, metrics, weights);
  },
  encoder: {
    output: "folder",
    weights: "always",
    encode: (zoo, { rows }) =>
      encodeZooFolder({
        layout: zoo.layout,
        metrics: gatherMetrics(zoo.metrics, rows),
        weights: weightsOf(zoo.blocks({ rows, reuse: true })),
      }),
  },
};

async function* weightsOf(blocks: AsyncIterable<WeightBlock>) {
  for await (const { weights } of blocks) yield weights;
}

/** The results of independent readers. If several fail with an InputError, one error reports them all. */
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

function readLayoutFile(stored: StoredFile, options: WorkOptions): Promise<Layout> {
  return readPieces(stored, options, async (pieces) => {
    const bytes: Uint8Array[] = [];
    let size = 0;
    for await (const piece of pieces) {
      size += piece.length;
      if (size > MOST_LAYOUT_BYTES) {
        throw new InputError(`has more than ${MOST_LAYOUT_BYTES} bytes, too many for a layout`, {
          file: stored.path,
        });
      }
      bytes.push(piece);
    }
    return parseLayout(decodeText(concatenate(bytes), stored.path), stored.path);
  });
}

function readMetricsFile(
  stored: StoredFile,
  weightRows: number | undefined,
  options: WorkOptions,
): Promise<Metrics> {
  return readPieces(stored, options, (pieces) => readMetrics(pieces, stored.path, weightRows));
}

async function readPieces<Value>(
  stored: StoredFile,
  options: WorkOptions,
  read: (pieces: AsyncIterable<Uint8Array>) => Promise<Value>,
): Promise<Value> {
  const file = await stored.open(options.signal);
  try {
    return await read(wholeFile(file, options));
  } finally {
    await file.close();
  }
}
