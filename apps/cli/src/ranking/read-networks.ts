import { readdir } from "node:fs/promises";
import { alignCheckpoint, checkpointLayout } from "@weightcast/checkpoints";
import { InputError, type Matrix, matrix, WeightcastError, type WorkOptions } from "@weightcast/core";
import { gatherWeights, type Layout, sameLayout, selectCheckpoints } from "@weightcast/zoo";
import { isWeightsName } from "@weightcast/zoo-io";
import { isZooPath, openZoo, readWeights } from "@weightcast/zoo-io/node";
import { findCheckpoints } from "../importing/find-checkpoints.js";
import { openCheckpointFile } from "../sources/open-checkpoint-file.js";
import type { RunPlace } from "./network-runs.js";

/** Networks of one file or zoo. */
export interface NetworksOfFile {
  /** The file, or the zoo. */
  readonly file: string;
  /** The name of each network: the file, with a row number if it holds several, or the checkpoint in a zoo. */
  readonly names: readonly string[];
  /** The weights in the order of the layout: [networks, parameters]. */
  readonly weights: Matrix<Float32Array>;
  /** The run and the step of each network of a zoo; undefined for other files, which do not tell them. */
  readonly places?: readonly RunPlace[] | undefined;
  /** The activation function of each network; empty if nothing tells it. */
  readonly activations: readonly string[];
}

/** A file that holds no network of the layout. */
export interface RefusedFile {
  readonly file: string;
  readonly reason: string;
}

/** The networks of the files, and the files that were refused. */
export interface ReadNetworks {
  /** The layout that was given, else that of the first file that tells one; undefined if none does. */
  readonly layout: Layout | undefined;
  readonly networks: readonly NetworksOfFile[];
  readonly refused: readonly RefusedFile[];
}

/** Which networks are wanted. */
export interface ReadNetworksOptions extends WorkOptions {
  /** The layout that the networks must have; by default that of the first file that tells one. */
  readonly layout?: Layout | undefined;
  /** The checkpoints to use of each run of a zoo, as of `selectCheckpoints`; all by default. A zoo without them is refused. */
  readonly checkpoint?: string | undefined;
}

const LAYOUT = "layout.csv";
const ACTIVATION = "config.activation";

/**
 * Reads the networks of files: zoos, arrays of weights, checkpoints of frameworks, folders of them, and patterns. A file that cannot be read
 * or has another layout is refused, and the others are read nevertheless.
 *
 * @throws CancelledError once the signal is aborted
 */
export async function readNetworks(
  paths: readonly string[],
  { layout: wanted, checkpoint = "all", onProgress, signal }: ReadNetworksOptions,
): Promise<ReadNetworks> {
  const refused: RefusedFile[] = [];
  const networks: NetworksOfFile[] = [];
  const refuse = (file: string, error: unknown) => {
    if (!(error instanceof WeightcastError) || signal?.aborted === true) throw error;
    const place = `${file}: `;
    const { message } = error;
    refused.push({ file, reason: message.startsWith(place) ? message.slice(place.length) : message });
  };
  const files: string[] = [];
  for (const path of paths) {
    await isZoo(path)
      .then(async (zoo) => files.push(...(zoo ? [path] : await findFiles(path))))
      .catch((error) => refuse(path, error));
  }
  let layout = wanted;
  const bare: string[] = [];
  const read = async (file: string) => {
    if (isWeightsName(file)) {
      if (layout === undefined) bare.push(file);
      else networks.push(await bareNetworks(file, layout));
    } else if (await isZooPath(file)) {
      const found = await zooNetworks(file, layout, checkpoint, signal);
      layout ??= found.layout;
      networks.push(found);
    } else {
      const found = await checkpointNetwork(file, layout, signal);
      layout ??= found.layout;
      networks.push(found);
    }
  };
  let done = 0;
  for (const file of files) {
    await read(file).catch((error) => refuse(file, error));
    onProgress?.({ stage: "reading", done: ++done, total: files.length, unit: "files" });
  }
  for (const file of bare) {
    const known = layout;
    if (known === undefined) {
      refused.push({ file, reason: "holds bare weights, and no other file tells their layout" });
    } else {
      await bareNetworks(file, known)
        .then((found) => networks.push(found))
        .catch((error) => refuse(file, error));
    }
  }
  return { layout, networks, refused };
}

/** Whether a path is a file of a zoo, or a folder with the layout of one; other folders hold files that are read one by one. */
async function isZoo(path: string): Promise<boolean> {
  if (!(await isZooPath(path))) return false;
  const names = await readdir(path).catch(() => undefined);
  return names === undefined || names.includes(LAYOUT);
}

async function findFiles(path: string): Promise<readonly string[]> {
  return isWeightsName(path) && !/[*?]/.test(path) ? [path] : findCheckpoints([path]);
}

async function bareNetworks(file: string, { parameters }: Layout): Promise<NetworksOfFile> {
  const weights = await readWeights(file);
  if (weights.columns !== parameters) {
    throw new InputError(`has ${weights.columns} weights a network; the layout has ${parameters}`, { file });
  }
  const names = Array.from({ length: weights.rows }, (_, row) =>
    weights.rows === 1 ? file : `${file}:${row}`,
  );
  return { file, names, weights, activations: names.map(() => "") };
}

async function zooNetworks(
  file: string,
  wanted: Layout | undefined,
  checkpoint: string,
  signal: AbortSignal | undefined,
): Promise<NetworksOfFile & { readonly layout: Layout }> {
  const zoo = await openZoo(file, { signal });
  const { layout, metrics } = zoo;
  if (wanted !== undefined && !sameLayout(wanted, layout)) {
    throw new InputError(
      `its networks have ${layout.parameters} parameters in ${layout.tensors.length} tensors; expected those of another layout, of ${wanted.parameters} in ${wanted.tensors.length}`,
      { file },
    );
  }
  const rows = selectCheckpoints(metrics, checkpoint);
  const weights = await gatherWeights(zoo, rows, signal);
  const textsOf = (column: string) => {
    const texts = metrics.text(column);
    return Array.from(rows, (row) => texts[row] ?? "");
  };
  const names = textsOf("checkpoint");
  const activations = metrics.columns.has(ACTIVATION) ? textsOf(ACTIVATION) : names.map(() => "");
  const steps = metrics.numbers("step");
  const places = Array.from(rows, (row) => ({
    run: `${file}: ${metrics.runs[metrics.runOfRow[row] ?? -1]}`,
    step: steps[row] ?? 0,
  }));
  return { file, names, weights, places, activations, layout };
}

async function checkpointNetwork(
  file: string,
  wanted: Layout | undefined,
  signal: AbortSignal | undefined,
): Promise<NetworksOfFile & { readonly layout: Layout }> {
  const checkpoint = await openCheckpointFile(file, signal);
  try {
    const layout = wanted ?? checkpointLayout(checkpoint);
    const { weights } = await alignCheckpoint(checkpoint, layout, { signal });
    return { file, names: [file], weights: matrix(weights, 1, weights.length), activations: [""], layout };
  } finally {
    await checkpoint.close();
  }
}
