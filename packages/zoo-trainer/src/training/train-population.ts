import { createHash } from "node:crypto";
import { CancelledError, type WorkOptions } from "@weightcast/core";
import { layoutOf } from "@weightcast/networks";
import type { Lock } from "@weightcast/runtime/node";
import { openZoo } from "@weightcast/zoo-io/node";
import { assembleZoo, networksOfZoo } from "../folder/assembly.js";
import { Parts } from "../folder/parts.js";
import {
  isFinished,
  partsFolder,
  readRecord,
  refuseOtherSettings,
  removeParts,
  withTrainingFolder,
  writeRecord,
} from "../folder/training-folder.js";
import type { ImageDataSet } from "../images/images.js";
import { shortestFloat32 } from "../population/float-text.js";
import { networkNumbers } from "../population/network-ranges.js";
import { type PlannedNetwork, planNetworks } from "../population/planned-network.js";
import {
  checkImages,
  checkPopulation,
  type Population,
  type TrainingRecord,
} from "../population/population.js";
import { measuredColumns } from "../population/zoo-columns.js";
import type { MeasuredNetwork, TrainedNetwork } from "./checkpoint.js";
import { PopulationProgress } from "./population-progress.js";
import type { PopulationTrainer } from "./population-trainer.js";

/** Options of a training. */
export interface TrainingOptions extends WorkOptions {
  /** The folder for the zoo. A call continues the training of an earlier, interrupted call with the same population. */
  readonly folder: string;
  readonly population: Population;
  /** Loads the images; called only if the zoo is not finished. */
  readonly loadImages: () => Promise<ImageDataSet>;
}

export interface PopulationOptions extends TrainingOptions {
  readonly startTrainer: (images: ImageDataSet, population: Population) => Promise<PopulationTrainer>;
  /** Given each network that this call trains, once it is stored; the trainer of the network waits until it was taken. */
  readonly onNetwork?: ((network: TrainedNetwork) => void | Promise<void>) | undefined;
}

/** The result of a training. */
export interface TrainingSummary {
  readonly networks: number;
  /** The number of networks that this call has trained; the others were finished by earlier calls. */
  readonly trained: number;
  /** The number of networks whose training ended early because their loss was not finite. */
  readonly diverged: number;
  /** The number of checkpoints. */
  readonly rows: number;
  /** The network with the best test accuracy at its last checkpoint. */
  readonly best: { readonly network: number; readonly testAccuracy: number } | null;
  /** The number of training samples of this call; `seconds` is the time that it trained. */
  readonly samples: number;
  readonly seconds: number;
}

/** The work of `trainZoo`, with the given trainer. */
export async function trainPopulation(options: PopulationOptions): Promise<TrainingSummary> {
  const { folder, signal } = options;
  const population = checkPopulation(options.population);
  try {
    return await withTrainingFolder(folder, async (lock) => {
      const begun = await readRecord(folder);
      if (begun !== undefined) refuseOtherSettings(folder, begun, population);
      if (begun !== undefined && (await isFinished(folder)))
        return await summariseFinished(folder, population);
      const images = await options.loadImages();
      checkImages(population.space, images);
      const record: TrainingRecord = { ...population, images: hashImages(images) };
      if (begun === undefined) await writeRecord(folder, record);
      else refuseOtherSettings(folder, begun, record);
      return await trainRest({ ...options, population }, images, lock);
    });
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    if (signal?.aborted === true) {
      const advice = `finished networks are kept in ${folder}, and the same request continues it`;
      throw new CancelledError(`the training was cancelled; ${advice}`, { cause: error });
    }
    throw explainFailure(error, folder);
  }
}

async function summariseFinished(folder: string, population: Population): Promise<TrainingSummary> {
  // A crash right after the zoo was written may have left the files of single networks.
  await removeParts(folder);
  const { metrics } = await openZoo(folder);
  return { ...summarise(population, networksOfZoo(metrics)), trained: 0, samples: 0, seconds: 0 };
}

async function trainRest(
  { folder, population, startTrainer, onNetwork, onProgress, signal }: PopulationOptions,
  images: ImageDataSet,
  lock: Lock,
): Promise<TrainingSummary> {
  signal?.throwIfAborted();
  const trainer = await startTrainer(images, population);
  const stop = () => void trainer.stop();
  signal?.addEventListener("abort", stop);
  const start = performance.now();
  try {
    const { architecture } = trainer;
    const columns = measuredColumns(population.measures, architecture);
    const parts = new Parts(partsFolder(folder), layoutOf(architecture).parameters, columns);
    const planned = planNetworks(population);
    const there = new Set(await parts.networks());
    const pending = planned.filter(({ network }) => !there.has(network));
    const progress = new PopulationProgress(population, images.train.count, pending, onProgress);
    const finished = new Map<number, MeasuredNetwork>();
    const finish = (network: MeasuredNetwork) => {
      finished.set(network.network, network);
      progress.finish(network);
    };
    for (const { network } of planned) {
      if (there.has(network)) finish(await parts.readMetrics(network));
    }
    await trainNetworks(trainer, pending, progress, async (trained) => {
      await lock.assertHeld();
      await parts.write(trained);
      const { network, checkpoints } = trained;
      finish({ network, checkpoints });
      await onNetwork?.(trained);
    });
    const seconds = (performance.now() - start) / 1000;
    const networks = planned.map((plan) => ({ ...plan, ...finished.get(plan.network)! }));
    await lock.assertHeld();
    await assembleZoo({ folder, population, architecture, parts, networks, onProgress, signal });
    return {
      ...summarise(population, networks),
      trained: pending.length,
      samples: progress.samples,
      seconds,
    };
  } finally {
    signal?.removeEventListener("abort", stop);
    await trainer.stop();
  }
}

/** Trains the networks; each lane takes the next network as soon as it is free. */
async function trainNetworks(
  trainer: PopulationTrainer,
  pending: readonly PlannedNetwork[],
  progress: PopulationProgress,
  finish: (network: TrainedNetwork) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < pending.length && !failed) {
      const planned = pending[next++]!;
      await finish(await trainer.train(planned, (samples) => progress.train(planned.network, samples)));
    }
  };
  const lanes = Array.from({ length: trainer.lanes }, lane);
  try {
    await Promise.all(lanes);
  } finally {
    failed = true;
    await trainer.stop();
    await Promise.allSettled(lanes);
  }
}

function summarise(population: Population, networks: readonly MeasuredNetwork[]) {
  const total = networkNumbers(population.networks).length;
  const lasts = networks.flatMap(({ network, checkpoints }) => {
    const last = checkpoints.at(-1);
    return last === undefined ? [] : [{ network, step: last.step, testAccuracy: last.metrics.test_accuracy }];
  });
  const whole = lasts.filter(({ step }) => step === population.epochs).length;
  const [best] = lasts.toSorted((a, b) => b.testAccuracy - a.testAccuracy || a.network - b.network);
  return {
    networks: total,
    diverged: total - whole,
    rows: networks.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0),
    best:
      best === undefined ? null : { network: best.network, testAccuracy: shortestFloat32(best.testAccuracy) },
  };
}

function hashImages({ train, test }: ImageDataSet): string {
  const hash = createHash("sha256");
  for (const { pixels, labels } of [train, test]) hash.update(pixels).update(labels);
  return hash.digest("hex");
}

/**
 * Wraps a failure of the system, such as a full disk, in an error that says that finished networks are kept.
 */
function explainFailure(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  const message = `${folder}: ${error.message}; finished networks are kept, and the same request continues the training`;
  return Object.assign(new Error(message, { cause: error }), {
    code: (error as NodeJS.ErrnoException).code,
    path: folder,
  });
}
