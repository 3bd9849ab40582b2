import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError, type Shard } from "@weightcast/core";
import { RECORD_NAME } from "./training-folder.js";

const SHARD_NAME = /^shard-(\d+)-of-(\d+)$/;

/**
 * The folder of one shard of a zoo in a folder of shards: `shard-3-of-16`.
 *
 * @param shard its numbers, or words that stand for them, for the folders of all shards
 */
export function shardFolder(
  folder: string,
  { part, parts }: Readonly<Record<keyof Shard, number | string>>,
): string {
  return join(folder, `shard-${part}-of-${parts}`);
}

/** A shard without a folder. */
export interface AbsentShard {
  readonly folder: string;
  readonly shard: Shard;
}

/** A folder of shards, or a zoo by itself. */
export interface ShardFolders {
  /** The zoos, in order. */
  readonly folders: readonly string[];
  /** The shards that their names tell of, but that are not there. */
  readonly absent: readonly AbsentShard[];
}

/**
 * The zoos that a path stands for: the shards in a folder of shards, otherwise the path itself.
 *
 * @throws InputError where the folder has shards of different divisions
 */
export async function findShards(path: string): Promise<ShardFolders> {
  const names = existsSync(join(path, RECORD_NAME)) ? [] : await readdir(path).catch(() => []);
  const shards = names.flatMap((name) => {
    const [, part, parts] = (SHARD_NAME.exec(name) ?? []).map(Number);
    return part === undefined || parts === undefined ? [] : [{ part, parts }];
  });
  const [first] = shards;
  if (first === undefined) return { folders: [path], absent: [] };
  const other = shards.find(({ parts }) => parts !== first.parts);
  if (other !== undefined) {
    throw new InputError(
      `has shards of ${first.parts} and of ${other.parts}; use one folder for each division of the networks`,
      { file: path },
    );
  }
  const there = new Set(shards.map(({ part }) => part));
  const folders: string[] = [];
  const absent: AbsentShard[] = [];
  for (let part = 1; part <= first.parts; part++) {
    const shard = { part, parts: first.parts };
    const folder = shardFolder(path, shard);
    if (there.has(part)) folders.push(folder);
    else absent.push({ folder, shard });
  }
  return { folders, absent };
}
