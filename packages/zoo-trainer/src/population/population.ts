import { describeIssue, UsageError } from "@weightcast/core";
import { layoutOf } from "@weightcast/networks";
import * as v from "valibot";
import type { ImageDataSet } from "../images/images.js";
import { MEASURES, type MeasureName, measuresNamed } from "../measures/measures.js";
import { leastOf } from "./draw.js";
import {
  type ArchitectureChoice,
  architectureOf,
  type Hyperparameters,
  UNPUBLISHED_DEFAULTS,
} from "./hyperparameters.js";
import { formatRanges, type NetworkRange } from "./network-ranges.js";
import { type HyperparameterSpace, SpaceSchema } from "./space.js";

/** The settings that, together with the images, determine every byte of a zoo. */
export interface Population {
  /** The data set's name in the zoo. */
  readonly dataset: string;
  /** The ranges of network numbers, ascending and without overlaps. */
  readonly networks: readonly NetworkRange[];
  readonly epochs: number;
  readonly epochs_between_checkpoints: number;
  readonly seed: number;
  readonly space: HyperparameterSpace;
  /** The measures of each checkpoint beyond accuracies and losses; none by default. */
  readonly measures?: readonly MeasureName[] | undefined;
}

/** What a zoo's training.json tells: how the zoo was trained. */
export interface TrainingRecord extends Population {
  /** The SHA-256 of the images and labels. */
  readonly images: string;
}

/** The number of samples of a training step. */
export const BATCH = 512;

/** The maximum seed and step; a metrics table stores them as i32. */
const MOST = 2 ** 31 - 1;
/** The maximum number of networks, because each network and its checkpoints are listed in memory. */
const MOST_NETWORKS = 2 ** 20;
const MOST_EPOCHS = 100_000;
/** The maximum number of parameters: weights, gradients and the optimizer's state are in memory together. */
const MOST_PARAMETERS = 2 ** 24;
const whole = (least: number, most = MOST) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const RangeSchema = v.pipe(
  v.strictObject({ first: whole(0), count: whole(1) }),
  v.check(({ first, count }) => first + count <= MOST, "network numbers end at 2^31 - 2"),
);

const PopulationEntries = {
  dataset: v.pipe(v.string(), v.regex(/^[^/]+$/)),
  networks: v.pipe(
    v.array(RangeSchema),
    v.nonEmpty(),
    v.check(
      (ranges) => ranges.reduce((total, { count }) => total + count, 0) <= MOST_NETWORKS,
      `more than ${MOST_NETWORKS} networks`,
    ),
  ),
  epochs: whole(1, MOST_EPOCHS),
  epochs_between_checkpoints: whole(1),
  seed: whole(0),
  space: SpaceSchema,
  measures: v.optional(v.array(v.picklist(Array.from(MEASURES.keys())))),
};

const PopulationSchema: v.GenericSchema<Population> = v.strictObject(PopulationEntries);

/** What a training record must be; it has no other fields. */
export const RecordSchema: v.GenericSchema<TrainingRecord> = v.strictObject({
  ...PopulationEntries,
  images: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** The settings that determine how one network is trained, given the images. */
export interface NetworkSettings {
  readonly epochs: number;
  readonly epochsBetweenCheckpoints: number;
  readonly seed: number;
  readonly network: number;
  readonly measures: readonly MeasureName[];
  readonly hyperparameters: Hyperparameters;
}

const NetworkSchema = v.strictObject({
  epochs: PopulationEntries.epochs,
  epochsBetweenCheckpoints: PopulationEntries.epochs_between_checkpoints,
  seed: PopulationEntries.seed,
  network: whole(0),
  measures: PopulationEntries.measures,
  hyperparameters: SpaceSchema,
});

/** @throws UsageError where a setting is out of range; names it */
export function checkNetwork(settings: NetworkSettings): void {
  check(NetworkSchema, settings);
}

/**
 * The same population, lists of layers with all their fields.
 *
 * @throws UsageError where a setting is out of range; names it
 */
export function checkPopulation(population: Population): Population {
  return check(PopulationSchema, population);
}

function check<Value>(schema: v.GenericSchema<Value>, value: unknown): Value {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(describeIssue(issue));
}

/**
 * Describes the differences between two records, each as `epochs is 18, not 20` with the first record's value
 * first.
 */
export function recordDifferences(a: Partial<TrainingRecord>, b: Partial<TrainingRecord>): string[] {
  const theirs = new Map(settingsOf(b));
  return settingsOf(a)
    .filter(([name, text]) => theirs.has(name) && theirs.get(name) !== text)
    .map(([name, text]) => `${name} is ${text}, not ${theirs.get(name)}`);
}

function settingsOf(record: Partial<TrainingRecord>): [string, string][] {
  const { networks, space, images, measures = [], ...rest } = record;
  const texts = Object.entries({ ...rest, measures: measuresNamed(measures).join(", ") || "nothing" }).map(
    ([name, value]): [string, string] => [name, String(value)],
  );
  if (images !== undefined) texts.push(["the images' SHA-256", images]);
  const ranges: [string, string][] = networks === undefined ? [] : [["networks", formatRanges(networks)]];
  const whole = space === undefined ? {} : { ...UNPUBLISHED_DEFAULTS, ...space };
  const distributions = Object.entries(whole).map(([name, value]): [string, string] => [
    `space.${name}`,
    JSON.stringify(value),
  ]);
  return [...texts, ...ranges, ...distributions];
}

/**
 * Returns the number of training images for a network that uses this fraction of them: `int(count *
 * fraction)`, as in the published zoo's code.
 */
export function subsetSize(count: number, trainFraction: number): number {
  return Math.floor(count * trainFraction);
}

/**
 * @throws UsageError where the layers leave no pixel of an image or have more than 2^24 parameters, or some network may have less than a
 * batch to train on
 */
export function checkImages(
  space: ArchitectureChoice & Pick<HyperparameterSpace, "train_fraction">,
  images: ImageDataSet,
): void {
  const { name, train } = images;
  const { parameters } = layoutOf(architectureOf(space, images));
  if (parameters > MOST_PARAMETERS) {
    throw new UsageError(
      `networks of ${space.num_layers} layers of ${space.num_units} units have ${parameters} parameters, more than the ${MOST_PARAMETERS} that can be trained`,
    );
  }
  const least = leastOf(space.train_fraction);
  if (subsetSize(train.count, least) >= BATCH) return;
  throw new UsageError(
    `a train_fraction of ${least} of the ${train.count} images of ${name} is less than a batch of ${BATCH}; give a space with larger fractions`,
  );
}
