import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { encodeNpy, parseNpyHeader } from "@weightcast/npy";
import { writeFileAtomic } from "@weightcast/runtime/node";
import { readNpy } from "@weightcast/zoo-io/node";
import type { CheckpointMetrics, MeasuredNetwork, TrainedNetwork } from "../training/checkpoint.js";
import { syncFolder } from "./sync.js";

/**
 * The number of bytes that are read first. A .npy header of one dimension has 128 bytes; with them come the
 * metrics of any usual schedule.
 */
const HEAD_BYTES = 4096;

/**
 * The content of a part: the metrics and weights of one network. Its hyperparameters follow from the
 * population.
 */
type MeasuredWeights = Omit<TrainedNetwork, "hyperparameters">;

/**
 * The finished networks of a zoo in training, one file each: a vector of f32, first [checkpoints, metrics], then [checkpoints, parameters].
 * The metrics of a checkpoint are its step and then its measured columns.
 */
export class Parts {
  private readonly metrics: number;

  /** @param columns the names of what is measured at each checkpoint, in the order in which it is stored */
  constructor(
    readonly folder: string,
    private readonly parameters: number,
    private readonly columns: readonly string[],
  ) {
    this.metrics = 1 + columns.length;
  }

  /** Lists the networks whose parts exist, in no particular order. */
  networks(): Promise<number[]> {
    return networksInParts(this.folder);
  }

  /** Writes the part of a network. Once the promise is fulfilled, the part survives a crash. */
  async write({ network, checkpoints, weights }: MeasuredWeights): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const vector = new Float32Array(checkpoints.length * (this.metrics + this.parameters));
    for (const [i, { step, metrics }] of checkpoints.entries()) {
      const measured = this.columns.map((name) => metrics[name] ?? Number.NaN);
      vector.set([step, ...measured], i * this.metrics);
    }
    vector.set(weights, checkpoints.length * this.metrics);
    const bytes = encodeNpy(vector, [vector.length]);
    // If the part exists already, another process wrote the same bytes.
    await writeFileAtomic(this.path(network), (file) => file.writeFile(bytes), { force: true });
    await syncFolder(this.folder);
  }

  /** @throws InputError where the file is damaged */
  async readMetrics(network: number): Promise<MeasuredNetwork> {
    const path = this.path(network);
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      let bytes = (await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)).buffer;
      const { shape, dataStart, dataBytes, dtype } = parseNpyHeader(bytes, path);
      const checkpoints = this.countCheckpoints(network, shape, dtype);
      if (size !== dataStart + dataBytes) throw this.damaged(network);
      const end = dataStart + checkpoints * this.metrics * 4;
      if (end > HEAD_BYTES) bytes = (await file.read(new Uint8Array(end), 0, end, 0)).buffer;
      return this.metricsOf(network, new Float32Array(bytes.slice(dataStart, end).buffer));
    } finally {
      await file.close();
    }
  }

  /** @throws InputError where the file is damaged */
  async read(network: number): Promise<MeasuredWeights> {
    const { data, shape, dtype } = await readNpy(this.path(network));
    const vector = data as Float32Array;
    const metrics = this.countCheckpoints(network, shape, dtype) * this.metrics;
    return { ...this.metricsOf(network, vector.subarray(0, metrics)), weights: vector.subarray(metrics) };
  }

  private path(network: number): string {
    return join(this.folder, `${String(network).padStart(5, "0")}.npy`);
  }

  private countCheckpoints(network: number, shape: readonly number[], dtype: string): number {
    const checkpoints = (shape[0] ?? Number.NaN) / (this.metrics + this.parameters);
    if (dtype !== "f4" || shape.length !== 1 || !Number.isInteger(checkpoints)) throw this.damaged(network);
    return checkpoints;
  }

  private damaged(network: number): InputError {
    return new InputError(
      `is damaged: it does not have the checkpoints of network ${network}; delete the file and start the training again`,
      { file: this.path(network) },
    );
  }

  private metricsOf(network: number, values: Float32Array): MeasuredNetwork {
    const checkpoints = Array.from({ length: values.length / this.metrics }, (_, i) => {
      const [step = Number.NaN, ...measured] = values.subarray(i * this.metrics, (i + 1) * this.metrics);
      const metrics = this.columns.map((name, column) => [name, measured[column]]);
      return { step, metrics: Object.fromEntries(metrics) as CheckpointMetrics };
    });
    return { network, checkpoints };
  }
}

/** Lists the finished networks in a folder of parts, in no particular order; none where the folder does not exist. */
export async function networksInParts(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^\d+\.npy$/.test(name)).map((name) => Number.parseInt(name, 10));
}
