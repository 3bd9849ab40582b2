import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runJson } from "../processes.js";

/** The times of one run in milliseconds (`tree` is the time of one tree) and its memory in megabytes. */
export interface GbmRun {
  readonly binning: number;
  readonly tree: number;
  /** Of all trees, with binning. */
  readonly training: number;
  readonly prediction: number;
  readonly memory: number;
  /** Seconds of all processors for the training. */
  readonly processor: number;
  /** The area under the ROC curve of two classes, else the mean squared error. */
  readonly quality: number;
  /** The logistic loss of two classes. */
  readonly logLoss?: number;
}

/** A folder of this package. */
export const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The program of a peer. */
export const peer = (name: string): string => join(folder("peers"), name);

/** The file of named training parameters. */
export const parametersFile = (name: string): string => join(folder("parameters"), `${name}.json`);

/** Runs this package on files of features and targets; see gbm-run.ts. */
export function runOurs(args: readonly string[]): Promise<GbmRun> {
  return runJson<GbmRun>(process.execPath, [join(folder("dist"), "gbm-run.js"), ...args]);
}

/** Writes features and targets below a folder; returns their files. */
export async function writeData(
  data: string,
  { x, y }: { readonly x: Uint8Array; readonly y: Uint8Array },
): Promise<[string, string]> {
  const files = await mkdtemp(join(data, "data-"));
  const [features, target] = [join(files, "x.npy"), join(files, "y.npy")];
  await writeFile(features, x);
  await writeFile(target, y);
  return [features, target];
}
