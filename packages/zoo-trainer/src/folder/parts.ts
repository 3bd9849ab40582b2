import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { writeFileAtomic } from "@weightcast/runtime/node";
import { encodeNpy, parseNpyHeader } from "@weightcast/zoo-io";
import { readNpy } from "@weightcast/zoo-io/node";
import type { MeasuredNetwork, TrainedNetwork } from "../training/trained-network.js";
import { syncFolder } from "./sync.js";

/** The metrics of a checkpoint: step, test accuracy, test loss, train accuracy, train loss. */
const METRICS = 5;
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
 * The finished networks of a zoo in training, one file each: a vector of f32, first [checkpoints, METRICS],
 * then [checkpoints, parameters].
 */
export class Parts {
  constructor(
    readonly folder: string,
    private readonly parameters: number,
  ) {}

  /** Lists the networks whose parts exist, in no particular order. */
  async networks(): Promise<number[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => /^\d+\.npy$/.test(name)).map((name) => Number.parseInt(name, 10));
  }

  /** Writes the part of a network. Once the promise is fulfilled, the part survives a crash. */
  async write({ network, checkpoints, weights }: MeasuredWeights): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const vector = new Float32Array(checkpoints.length * (METRICS + this.parameters));
    for (const [i, checkpoint] of checkpoints.entries()) {
      const { step, testAccuracy, testLoss, trainAccuracy, trainLoss } = checkpoint;
      vector.set([step, testAccuracy, testLoss, trainAccuracy, trainLoss], i * METRICS);
    }
    vector.set(weights, checkpoints.length * METRICS);
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
      const end = dataStart + checkpoints * METRICS * 4;
      if (end > HEAD_BYTES) bytes = (await file.read(new Uint8Array(end), 0, end, 0)).buffer;
      return metricsOf(network, new Float32Array(bytes.slice(dataStart, end).buffer));
    } finally {
      await file.close();
    }
  }

  /** @throws InputError where the file is damaged */
  async read(network: number): Promise<MeasuredWeights> {
    const { data, shape, dtype } = await readNpy(this.path(network));
    const vector = data as Float32Array;
    const metrics = this.countCheckpoints(network, shape, dtype) * METRICS;
    return { ...metricsOf(network, vector.subarray(0, metrics)), weights: vector.subarray(metrics) };
  }

  private path(network: number): string {
    return join(this.folder, `${String(network).padStart(5, "0")}.npy`);
  }

  private countCheckpoints(network: number, shape: readonly number[], dtype: string): number {
    const checkpoints = (shape[0] ?? Number.NaN) / (METRICS + this.parameters);
    if (dtype !== "f4" || shape.length !== 1 || !Number.isInteger(checkpoints)) throw this.damaged(network);
    return checkpoints;
  }

  private damaged(network: number): InputError {
    return new InputError(
      `is damaged: it does not have the checkpoints of network ${network}; delete the file and start the training again`,
      { file: this.path(network) },
    );
  }
}

function metricsOf(network: number, values: Float32Array): MeasuredNetwork {
  const checkpoints = Array.from({ length: values.length / METRICS }, (_, i) => {
    const [step, testAccuracy, testLoss, trainAccuracy, trainLoss] = values.subarray(
      i * METRICS,
    ) as unknown as [number, number, number, number, number];
    return { step, testAccuracy, testLoss, trainAccuracy, trainLoss };
  });
  return { network, checkpoints };
}
