import { availableParallelism } from "node:os";
import { type Shard, UsageError } from "@weightcast/core";
import { useWideVectors } from "@weightcast/runtime/node";
import {
  MEASURES,
  type MeasureName,
  measuresNamed,
  type NetworkRange,
  shardOf,
  toGrayscale,
} from "@weightcast/zoo-trainer";
import {
  DATA_SETS,
  dataSetName,
  loadImages,
  shardFolder,
  type TrainingSummary,
  trainZoo,
} from "@weightcast/zoo-trainer/node";
import type { Command } from "commander";
import { addBatchOptions, type BatchOptions } from "../batch/batch-options.js";
import { printTrainingJob } from "../batch/training-job.js";
import { type CommonOptions, createCommand, print } from "../command.js";
import {
  addHyperparameterOptions,
  fixHyperparameters,
  type HyperparameterOptions,
} from "../options/hyperparameter-options.js";
import { chosenShard, type ShardChoice, shardOption } from "../options/shard.js";
import { readSpace } from "../options/space.js";
import { wholeNumber } from "../options/whole-number.js";
import { longWork } from "../running/long-work.js";
import { type TrackOptions, tracked, trackOption } from "../tracking/track.js";

interface ZooTrainOptions extends CommonOptions, HyperparameterOptions, BatchOptions, TrackOptions {
  readonly dataset: string;
  readonly data?: string;
  readonly grayscale?: true;
  readonly networks: number;
  readonly first: number;
  readonly shard?: ShardChoice;
  readonly epochs: number;
  readonly epochsBetweenCheckpoints: number;
  readonly measure: readonly MeasureName[];
  readonly space?: string;
  readonly seed: number;
  readonly workers: number;
  readonly output: string;
}

export function zooTrainCommand(): Command {
  const command = createCommand(
    "train",
    "train a zoo: small CNNs with sampled hyperparameters, on all cores; after an interruption the same command continues",
    [
      "zoo train --dataset fashion_mnist --networks 200 --epochs 18 --seed 1 -o ./zoo",
      "zoo train --dataset ./my-images --networks 1000 --epochs 86 --space space.json -o ./zoo",
      "zoo train --dataset fashion_mnist --networks 1000 --epochs 18 --shard 1/4 -o ./zoo-1",
      "zoo train --dataset fashion_mnist --networks 30000 --epochs 86 --emit slurm --tasks 100 --cpus 8 --time 12h -o ./zoo | sh",
      "zoo train --dataset fashion_mnist --networks 30000 --epochs 86 --emit kubernetes --tasks 100 -o zoo | kubectl apply -f -",
      "zoo train --dataset fashion_mnist --networks 60 --epochs 6 --architecture cnnbn --activation selu -o ./cnnbn",
      "zoo train --dataset cifar10 --grayscale --networks 60 --epochs 18 --architecture layers.json --augment-traindata -o ./zoo",
      "zoo train --dataset fashion_mnist --networks 60 --epochs 6 --measure per-class-accuracy,calibration-error -o ./zoo",
    ],
  )
    .requiredOption(
      "--dataset <name>",
      `${Array.from(DATA_SETS.keys()).join(", ")}, or a folder of four files in MNIST's format (train-images-idx3-ubyte, …; .gz or not) or of train-images.npy, train-labels.npy, test-images.npy and test-labels.npy, or images.npy and labels.npy`,
    )
    .option(
      "--data <folder>",
      "the folder with the files of a named data set (default: the system's folder, the cache, or a download)",
    )
    .option(
      "--grayscale",
      "average the channels of images in colour, as the published zoos did (default: colour as the data set has it)",
    )
    .requiredOption("--networks <count>", "how many networks", wholeNumber("--networks", 1))
    .option("--first <number>", "the first network's number", wholeNumber("--first", 0), 0)
    .addOption(
      shardOption(
        "train only part i of n; `weightcast zoo merge` merges the parts, each of which lies in a folder of its own",
      ),
    )
    .requiredOption("--epochs <count>", "passes over the training images", wholeNumber("--epochs", 1))
    .option(
      "--epochs-between-checkpoints <count>",
      "a checkpoint is stored at epochs 0 to 3, at each multiple of this, and at the end",
      wholeNumber("--epochs-between-checkpoints", 1),
      20,
    )
    .option(
      "--measure <names>",
      `further columns, measured at each checkpoint and joined by commas; \`fit --target\` can predict each: ${Array.from(MEASURES.values(), ({ name, help }) => `${name} (${help})`).join(", ")}`,
      parseMeasures,
      [],
    )
    .option(
      "--space <file.json>",
      "what to draw hyperparameters from (default: as published): for each a constant, a list, or {uniform|log_uniform: [low, high]}; the options below fix one each; the training.json of a zoo stands for its space",
    )
    .option(
      "--seed <number>",
      "the seed of the zoo; the same seed gives the same zoo",
      wholeNumber("--seed", 0),
      0,
    )
    .option(
      "--workers <count>",
      "the number of networks that train at the same time",
      wholeNumber("--workers", 1),
      availableParallelism(),
    )
    .requiredOption(
      "-o, --output <folder>",
      "the folder for the zoo; an unfinished zoo there is continued; with --shard auto, the folder that the shards' folders lie in",
    );
  return addBatchOptions(addHyperparameterOptions(command))
    .addOption(trackOption())
    .action(async (options: ZooTrainOptions) => {
      const { dataset, epochs, epochsBetweenCheckpoints, seed, workers } = options;
      const space = await fixHyperparameters(await readSpace(options.space), options);
      if (options.emit !== undefined) return printTrainingJob(command, options);
      const shard = chosenShard(options.shard);
      const networks = chooseNetworks(options, shard);
      const output =
        options.shard === "auto" && shard !== undefined ? shardFolder(options.output, shard) : options.output;
      useWideVectors();
      const train = () =>
        longWork(({ onProgress, signal }) =>
          trainZoo({
            folder: output,
            population: {
              dataset: dataSetName(dataset),
              networks: [networks],
              epochs,
              epochs_between_checkpoints: epochsBetweenCheckpoints,
              seed,
              space,
              ...(options.measure.length > 0 && { measures: options.measure }),
            },
            async loadImages() {
              const images = await loadImages(dataset, { folder: options.data, onProgress, signal });
              return options.grayscale === true ? toGrayscale(images) : images;
            },
            workers,
            onProgress,
            signal,
          }).finish(),
        );
      const summary = await tracked(command, options, train, ({ best, ...counts }) => ({
        ...counts,
        best_test_accuracy: best?.testAccuracy,
      }));
      const samplesPerSecond = summary.samples === 0 ? null : Math.round(summary.samples / summary.seconds);
      print(
        options,
        { output, ...summary, samplesPerSecond, workers },
        formatSummary(output, summary, samplesPerSecond),
      );
    });
}

function parseMeasures(text: string): MeasureName[] {
  return measuresNamed(text.split(",").map((name) => name.trim()));
}

function chooseNetworks({ networks, first }: ZooTrainOptions, shard: Shard | undefined): NetworkRange {
  const all = { first, count: networks };
  if (shard === undefined) return all;
  const chosen = shardOf(all, shard.part, shard.parts);
  if (chosen.count > 0) return chosen;
  throw new UsageError(`shard ${shard.part}/${shard.parts} of ${networks} networks is empty`);
}

function formatSummary(output: string, summary: TrainingSummary, samplesPerSecond: number | null): string {
  const { networks, trained, diverged, rows, best, seconds } = summary;
  const count =
    trained === networks || trained === 0 ? `${networks}` : `${networks} (${trained} of them now)`;
  const verb = trained === 0 ? "is finished:" : "now holds";
  const lines = [`${output} ${verb} ${count} networks, ${rows} checkpoints`];
  if (diverged > 0) lines.push(`${diverged} networks ended early because their loss was not finite`);
  if (best !== null)
    lines.push(`best test accuracy: ${best.testAccuracy.toFixed(4)} (network ${best.network})`);
  if (samplesPerSecond !== null) lines.push(`${seconds.toFixed(1)} s, ${samplesPerSecond} samples/s`);
  return lines.join("\n");
}
