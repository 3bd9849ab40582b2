import { RandomStream } from "@weightcast/core";
import { type Architecture, layoutOf } from "@weightcast/networks";
import type { ImageDataSet } from "../src/images/images.js";
import { BATCH, type Population } from "../src/population/population.js";
import { checkpointSteps } from "../src/population/schedule.js";
import { PUBLISHED_SPACE } from "../src/population/space.js";
import type { PopulationTrainer } from "../src/training/population-trainer.js";
import {
  type PopulationOptions,
  type TrainingSummary,
  trainPopulation,
} from "../src/training/train-population.js";
import { smallDataSet } from "./image-files.js";

/** Of 10 parameters; its layout tells it. */
const ARCHITECTURE: Architecture = {
  input: { height: 2, width: 2, channels: 1 },
  layers: [{ kind: "flatten" }, { kind: "dense", units: 2, activated: false }],
};
const { parameters: PARAMETERS } = layoutOf(ARCHITECTURE);

export const DATA_SET: ImageDataSet = smallDataSet("squares").dataSet;

export const POPULATION: Population = {
  dataset: "squares",
  networks: [{ first: 0, count: 6 }],
  epochs: 18,
  epochs_between_checkpoints: 20,
  seed: 1,
  space: { ...PUBLISHED_SPACE, num_layers: 2, train_fraction: 1 },
};

export interface StandInOptions {
  readonly lanes?: number;
  /** Networks whose loss is NaN in the epoch that is given: no checkpoints after it. */
  readonly diverges?: Readonly<Record<number, number>>;
  /** Awaited before each network ends. */
  readonly before?: (network: number) => unknown;
}

/** Stands for the training of networks: random numbers of the seed and the network, in order of their ends. */
export function standIn(
  population: Population,
  options: StandInOptions = {},
): PopulationTrainer & { trained: number[] } {
  const { lanes = 1, diverges = {}, before } = options;
  const trained: number[] = [];
  let stopped = false;
  return {
    architecture: ARCHITECTURE,
    lanes,
    trained,
    async train({ network, hyperparameters }, onSamples) {
      const { seed, epochs, epochs_between_checkpoints } = population;
      const random = new RandomStream(seed, `stand-in/${network}`);
      const end = diverges[network] ?? Number.POSITIVE_INFINITY;
      const steps = checkpointSteps(epochs, epochs_between_checkpoints).filter((step) => step <= end);
      const checkpoints = steps.map((step) => ({
        step,
        metrics: {
          test_accuracy: random.uniform(),
          test_loss: random.uniform(),
          train_accuracy: random.uniform(),
          train_loss: random.uniform(),
        },
      }));
      const weights = Float32Array.from({ length: steps.length * PARAMETERS }, () => random.uniform());
      onSamples(Math.min(epochs, end + 1) * BATCH);
      await before?.(network);
      if (stopped) throw new Error("the trainer was stopped");
      trained.push(network);
      return { network, hyperparameters, checkpoints, weights };
    },
    async stop() {
      stopped = true;
    },
  };
}

/** Trains stand-ins to a folder, on small images; `trained` lists them in the order of their ends. */
export function train(
  folder: string,
  options: StandInOptions &
    Partial<Pick<PopulationOptions, "population" | "onProgress" | "signal" | "loadImages">> = {},
): Promise<TrainingSummary> & { readonly trained: readonly number[] } {
  const { population = POPULATION, loadImages = async () => DATA_SET, onProgress, signal } = options;
  const trainer = standIn(population, options);
  const startTrainer = async () => trainer;
  const summary = trainPopulation({ folder, population, loadImages, startTrainer, onProgress, signal });
  return Object.assign(summary, { trained: trainer.trained });
}
