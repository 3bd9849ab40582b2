import { InputError, UsageError } from "@weightcast/core";
import { openZoo } from "@weightcast/zoo-io/node";
import {
  countNetworks,
  formatRanges,
  type NetworkRange,
  rangesWithout,
  shardOf,
  uniteRanges,
} from "../population/network-ranges.js";
import { recordDifferences, type TrainingRecord } from "../population/population.js";
import { networksInParts } from "./parts.js";
import { type AbsentShard, findShards } from "./shards.js";
import { isFinished, partsFolder, readRecord } from "./training-folder.js";

/** Networks that are missing from one folder, or from all folders. */
export interface MissingNetworks {
  /** The unfinished zoo, whose training can be continued, or the shard that was not begun; null where no folder is for these networks. */
  readonly folder: string | null;
  /** The networks of that folder; where it is null, the missing networks. */
  readonly networks: readonly NetworkRange[];
  /** The networks that are not finished; empty where only the files of the zoo have to be written. */
  readonly missing: readonly NetworkRange[];
}

/** How far the zoos of one population have come. */
export interface TrainingState {
  /** The settings that all zoos share; `networks` are those that they are to hold. */
  readonly record: TrainingRecord;
  /** A folder with these settings in its training.json. */
  readonly folder: string;
  /** The number of networks of the population. */
  readonly networks: number;
  /** The number of networks that are finished. */
  readonly finished: number;
  /** The missing networks, in ascending order; empty if the zoos can be merged. */
  readonly missing: readonly MissingNetworks[];
}

/** Options of `findMissingNetworks`. */
export interface FindMissingOptions {
  /** All networks of the population; by default those from the first to the last that the folders tell of. */
  readonly networks?: NetworkRange | undefined;
}

/**
 * Finds the networks that zoos, or folders of shards, do not hold yet. Zoos that are finished are opened, so that a damaged one is not taken
 * for finished.
 *
 * @throws UsageError where settings differ, a network is in two zoos, or a zoo has other networks than `networks`
 * @throws InputError where no training was begun in any folder, or a file is damaged
 */
export async function findMissingNetworks(
  paths: readonly string[],
  { networks }: FindMissingOptions = {},
): Promise<TrainingState> {
  const zoos: ZooState[] = [];
  const absent: AbsentShard[] = [];
  for (const path of paths) {
    const found = await findShards(path);
    absent.push(...found.absent);
    for (const folder of found.folders) {
      const state = await stateOf(folder);
      if (state !== undefined) zoos.push(state);
    }
  }
  const [first] = zoos;
  if (first === undefined) {
    throw new InputError("no training was begun here", { file: paths.join(", ") });
  }
  for (const zoo of zoos.slice(1)) refuseUnlike(first, zoo);
  const begun = uniteRanges(zoos.flatMap(({ record }) => record.networks));
  const whole = networks ?? hullOf(begun);
  const beyond = rangesWithout(begun, [whole]);
  if (beyond.length > 0) {
    throw new UsageError(`the zoos hold networks ${formatRanges(beyond)}, which are not asked for`);
  }
  const missing: MissingNetworks[] = [
    ...zoos.flatMap(({ folder, record, finished, isWritten }) =>
      isWritten
        ? []
        : [{ folder, networks: record.networks, missing: rangesWithout(record.networks, finished) }],
    ),
    ...notBegun(whole, begun, absent),
  ];
  const unfinished = missing.reduce((sum, one) => sum + countNetworks(one.missing), 0);
  return {
    record: { ...first.record, networks: [whole] },
    folder: first.folder,
    networks: whole.count,
    finished: whole.count - unfinished,
    missing: missing.sort((a, b) => (a.networks[0]?.first ?? 0) - (b.networks[0]?.first ?? 0)),
  };
}

/** The networks of `whole` that no zoo has begun: those of absent shards, and the rest. */
function notBegun(
  whole: NetworkRange,
  begun: readonly NetworkRange[],
  absent: readonly AbsentShard[],
): MissingNetworks[] {
  const missing = absent.flatMap(({ folder, shard }): MissingNetworks[] => {
    const range = shardOf(whole, shard.part, shard.parts);
    const isWhole = range.count > 0 && countNetworks(rangesWithout([range], begun)) === range.count;
    return isWhole ? [{ folder, networks: [range], missing: [range] }] : [];
  });
  const named = missing.flatMap(({ networks }) => networks);
  const rest = rangesWithout([whole], [...begun, ...named]);
  return [...missing, ...rest.map((range) => ({ folder: null, networks: [range], missing: [range] }))];
}

interface ZooState {
  readonly folder: string;
  readonly record: TrainingRecord;
  readonly finished: readonly NetworkRange[];
  /** Whether the files of the zoo are there. */
  readonly isWritten: boolean;
}

async function stateOf(folder: string): Promise<ZooState | undefined> {
  const record = await readRecord(folder);
  if (record === undefined) return undefined;
  if (await isFinished(folder)) {
    await openZoo(folder);
    return { folder, record, finished: record.networks, isWritten: true };
  }
  const numbers = (await networksInParts(partsFolder(folder))).sort((a, b) => a - b);
  const finished = uniteRanges(numbers.map((first) => ({ first, count: 1 })));
  return { folder, record, finished, isWritten: false };
}

function refuseUnlike(first: ZooState, other: ZooState): void {
  const { networks } = other.record;
  const differences = recordDifferences(other.record, { ...first.record, networks });
  if (differences.length === 0) return;
  throw new UsageError(`${other.folder} does not go with ${first.folder}: ${differences.join("; ")}`);
}

function hullOf(ranges: readonly NetworkRange[]): NetworkRange {
  const first = ranges.reduce((least, range) => Math.min(least, range.first), Number.POSITIVE_INFINITY);
  const end = ranges.reduce((most, range) => Math.max(most, range.first + range.count), 0);
  return { first, count: end - first };
}
