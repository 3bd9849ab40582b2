import { dirname, join } from "node:path";
import { UsageError } from "@weightcast/core";
import { TRY_AGAIN_EXIT_CODE } from "@weightcast/queue";
import { formatRanges, type NetworkRange, PUBLISHED_SPACE } from "@weightcast/zoo-trainer";
import {
  DATA_SETS,
  findMissingNetworks,
  type MissingNetworks,
  mergeZoos,
  type TrainingState,
} from "@weightcast/zoo-trainer/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { wholeNumber } from "../options/whole-number.js";
import { printNotice } from "../output/progress.js";
import { longWork } from "../running/long-work.js";

interface ZooMergeOptions extends CommonOptions {
  readonly output?: string;
  readonly force?: boolean;
  readonly verify?: boolean;
  readonly networks?: number;
  readonly first: number;
}

export function zooMergeCommand(): Command {
  return createCommand(
    "merge <zoo...>",
    "merge zoos that `zoo train` made with the same settings and different networks; a folder of shards stands for all of them",
    [
      "zoo merge ./zoo-1 ./zoo-2 ./zoo-3 ./zoo-4 -o ./zoo",
      "zoo merge ./zoo.shards -o ./zoo",
      "zoo merge ./zoo.shards --verify --networks 30000",
    ],
  )
    .option("-o, --output <folder>", "the zoo folder to write")
    .option("--force", "replace the zoo folder if it exists")
    .option(
      "--verify",
      "merge nothing: name the networks that are missing, with the commands that train them; exit with 75 where any is",
    )
    .option(
      "--networks <count>",
      "how many networks there must be (default: from the first to the last that the zoos tell of)",
      wholeNumber("--networks", 1),
    )
    .option("--first <number>", "the first network's number, with --networks", wholeNumber("--first", 0), 0)
    .action(async (folders: string[], options: ZooMergeOptions) => {
      const { output, first, networks: count } = options;
      const networks = count === undefined ? undefined : { first, count };
      if (options.verify === true) return verify(folders, options, networks);
      if (output === undefined) {
        throw new UsageError("required option '-o, --output <folder>' not specified, nor --verify");
      }
      if (networks !== undefined) await refuseMissing(folders, networks);
      const merged = await longWork(({ signal }) => mergeZoos(folders, output, { ...options, signal }));
      print(
        options,
        { output, ...merged },
        `wrote ${merged.networks} networks, ${merged.rows} checkpoints to ${output}`,
      );
    });
}

async function verify(
  folders: readonly string[],
  options: ZooMergeOptions,
  networks: NetworkRange | undefined,
): Promise<void> {
  const state = await findMissingNetworks(folders, { networks });
  const place = folders.length === 1 ? folders[0]! : dirname(folders[0]!);
  const missing = state.missing.map((one) => ({ ...one, command: trainingCommand(one, state, place) }));
  print(options, { networks: state.networks, finished: state.finished, missing }, () =>
    [
      `${state.finished} of ${state.networks} networks are finished`,
      ...missing.flatMap((one) => [describeMissing(one), `  ${one.command}`]),
    ].join("\n"),
  );
  if (missing.length === 0) return;
  printNotice(`${state.networks - state.finished} networks are missing`);
  process.exitCode = TRY_AGAIN_EXIT_CODE;
}

async function refuseMissing(folders: readonly string[], networks: NetworkRange): Promise<void> {
  const { missing } = await findMissingNetworks(folders, { networks });
  if (missing.length === 0) return;
  const ranges = missing.flatMap((one) => one.missing);
  throw new UsageError(
    `networks ${formatRanges(ranges)} are missing; zoo merge --verify gives the commands that train them`,
  );
}

function describeMissing({ folder, missing }: MissingNetworks): string {
  if (folder === null) return `networks ${formatRanges(missing)} are in no folder; train them with`;
  const lacks = missing.length === 0 ? "its files" : `networks ${formatRanges(missing)}`;
  return `${folder} lacks ${lacks}; continue it with`;
}

/** The command that trains what is missing. */
function trainingCommand(
  { folder, networks }: MissingNetworks,
  { record, folder: begun }: TrainingState,
  place: string,
): string {
  const { dataset, epochs, epochs_between_checkpoints, measures = [], seed, space } = record;
  const range = networks[0] ?? { first: 0, count: 0 };
  const isPublished = JSON.stringify(sorted(space)) === JSON.stringify(sorted(PUBLISHED_SPACE));
  const words = [
    ...["zoo", "train", "--dataset", DATA_SETS.has(dataset) ? dataset : `./${dataset}`],
    ...["--networks", range.count, "--first", range.first],
    ...["--epochs", epochs, "--epochs-between-checkpoints", epochs_between_checkpoints],
    ...["--seed", seed],
    ...(measures.length === 0 ? [] : ["--measure", measures.join(",")]),
    ...(isPublished ? [] : ["--space", join(begun, "training.json")]),
    ...["-o", folder ?? join(place, `networks-from-${range.first}`)],
  ];
  return ["weightcast", ...words].join(" ");
}

function sorted(space: object): object {
  return Object.fromEntries(Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1)));
}
