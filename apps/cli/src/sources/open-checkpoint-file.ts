import { dirname, join } from "node:path";
import { type Checkpoint, openCheckpoint } from "@weightcast/checkpoints";
import { diskFile } from "@weightcast/zoo-io/node";

/** A checkpoint on a disk; further files that it names lie in its folder. */
export function openCheckpointFile(path: string, signal?: AbortSignal): Promise<Checkpoint> {
  return openCheckpoint(diskFile(path), {
    neighbour: (name) => diskFile(join(dirname(path), name)),
    signal,
  });
}
