import { InputError } from "@weightcast/core";
import type { OpenFile } from "@weightcast/runtime";
import { readRange } from "../files/read-range.js";
import type {
  CheckpointContents,
  CheckpointFormat,
  OpenCheckpointOptions,
} from "../formats/checkpoint-format.js";
import { LIMITS } from "../limits.js";
import type { StoredTensor } from "../tensor.js";
import { openSafetensors } from "./safetensors-format.js";

/** A model in several safetensors files. Its index names the file, in the same folder, of each tensor. */
export const safetensorsIndexFormat: CheckpointFormat = {
  name: "safetensors-index",
  description: "sharded safetensors (.safetensors.index.json)",
  extensions: [".safetensors.index.json"],
  matches: (_head, name) => name.endsWith(".safetensors.index.json"),
  open: openShards,
};

async function openShards(file: OpenFile, { neighbour }: OpenCheckpointOptions): Promise<CheckpointContents> {
  const shardOf = await readIndex(file);
  if (neighbour === undefined) {
    throw new InputError(
      "is an index of several files, which cannot be found from here; open them one by one",
      {
        file: file.path,
      },
    );
  }
  const opened: OpenFile[] = [];
  const close = async () => {
    for (const shard of opened) await shard.close();
  };
  try {
    const tensors: StoredTensor[] = [];
    const metadata: Record<string, string> = {};
    for (const name of new Set(shardOf.values())) {
      const shard = await neighbour(name).open();
      opened.push(shard);
      const contents = await openSafetensors(shard);
      Object.assign(metadata, contents.metadata);
      for (const tensor of contents.tensors) {
        if (shardOf.get(tensor.name) !== name) {
          throw new InputError(`holds tensor ${tensor.name}, which ${file.path} does not place there`, {
            file: shard.path,
          });
        }
        tensors.push(tensor);
      }
    }
    const found = new Set(tensors.map(({ name }) => name));
    const missing = Array.from(shardOf).find(([name]) => !found.has(name));
    if (missing !== undefined) {
      throw new InputError(`places tensor ${missing[0]} in ${missing[1]}, which does not hold it`, {
        file: file.path,
      });
    }
    return { tensors, order: "names", metadata, notes: [`put together from ${opened.length} files`], close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The file of each tensor, by its name. */
async function readIndex(file: OpenFile): Promise<Map<string, string>> {
  const location = { file: file.path, byte: 0 };
  if (file.size > LIMITS.headerBytes) {
    throw new InputError(
      `is an index of ${file.size} bytes, more than the ${LIMITS.headerBytes} allowed`,
      location,
    );
  }
  let map: unknown;
  try {
    const bytes = await readRange(file, 0, file.size);
    map = (
      JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as { weight_map?: unknown } | null
    )?.weight_map;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError("is not JSON", location, { cause });
  }
  if (typeof map !== "object" || map === null) throw new InputError("has no weight_map", location);
  const entries = Object.entries(map);
  for (const [tensor, shard] of entries) {
    // A file name that contains a folder could reach any file of the system.
    if (typeof shard !== "string" || !/^[^/\\]+\.safetensors$/.test(shard) || shard.startsWith("..")) {
      throw new InputError(`places tensor ${tensor} in a file that is none of its folder`, location);
    }
  }
  if (entries.length > LIMITS.tensors || new Set(entries.map(([, shard]) => shard)).size > LIMITS.shards) {
    throw new InputError(
      `lists more than the ${LIMITS.tensors} tensors or ${LIMITS.shards} files allowed`,
      location,
    );
  }
  return new Map(entries);
}
