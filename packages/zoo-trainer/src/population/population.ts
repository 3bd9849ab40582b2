import { UsageError } from "@weightcast/core";
import { type Architecture, layoutOf, smallCnn, smallFcn } from "@weightcast/networks";
import * as v from "valibot";
import type { ImageDataSet } from "../images/images.js";
import { leastOf } from "./draw.js";
import { parseJson } from "./json.js";
import { formatRanges, type NetworkRange } from "./network-ranges.js";
import { type HyperparameterSpace, SpaceSchema, UNPUBLISHED_DEFAULTS } from "./space.js";

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
}

/** The content of a zoo's training.json, format 1: how the zoo was trained. */
export interface TrainingRecord extends Population {
  readonly format: 1;
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
};

const PopulationSchema: v.GenericSchema<Population> = v.strictObject(PopulationEntries);

const RecordSchema: v.GenericSchema<TrainingRecord> = v.strictObject({
  format: v.literal(1),
  ...PopulationEntries,
  images: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** @throws UsageError where a setting is out of range; names it */
export function checkPopulation(population: Population): void {
  const result = v.safeParse(PopulationSchema, population);
  if (result.success) return;
  const [issue] = result.issues;
  throw new UsageError(`${v.getDotPath(issue)}: ${issue.message}`);
}

/** @throws InputError where the text is not a training.json of format 1; the message names the field */
export function parseRecord(text: string, file: string): TrainingRecord {
  return parseJson(RecordSchema, text, file);
}

/** Formats a record; equal records give the same text. */
export function formatRecord(record: TrainingRecord): string {
  const { format, dataset, images, networks, epochs, epochs_between_checkpoints, seed, space } = record;
  const ordered = {
    format,
    dataset,
    images,
    networks: networks.map(({ first, count }) => ({ first, count })),
    epochs,
    epochs_between_checkpoints,
    seed,
    space: Object.fromEntries(Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
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

function settingsOf({ networks, space, images, ...rest }: Partial<TrainingRecord>): [string, string][] {
  const texts = Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]);
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
 * The architecture of a population's networks on a data set.
 *
 * @throws UsageError where convolutions leave no pixel of an image
 */
export function architectureOf(
  { cnn_stride, dnn_architecture, num_layers, num_units }: HyperparameterSpace,
  { classes, train: { height, width, channels } }: ImageDataSet,
): Architecture {
  const sizes = { side: Math.min(height, width), channels, layers: num_layers, units: num_units, classes };
  const stride = cnn_stride ?? UNPUBLISHED_DEFAULTS.cnn_stride;
  const { layers } =
    dnn_architecture === "fcn"
      ? smallFcn(sizes)
      : smallCnn({ ...sizes, stride, batchNorm: dnn_architecture === "cnnbn" });
  return { input: { height, width, channels }, layers };
}

/**
 * @throws UsageError where the layers leave no pixel of an image or have more than 2^24 parameters, or some network may have less than a
 * batch to train on
 */
export function checkImages({ space }: Population, images: ImageDataSet): void {
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
