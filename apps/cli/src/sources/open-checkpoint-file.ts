import { dirname, join } from "node:path";
import { type Checkpoint, openCheckpoint } from "@weightcast/checkpoints";
import { httpFile } from "@weightcast/zoo-io";
import { diskFile } from "@weightcast/zoo-io/node";
import { isAddress } from "./addresses.js";

/** Opens a checkpoint on a disk or at an address (http or https); further files that it names are in its folder. */
export function openCheckpointFile(path: string, signal?: AbortSignal): Promise<Checkpoint> {
  if (isAddress(path)) {
    // The name of the file tells its format, so a query is not part of it.
    const url = new URL(path);
    return openCheckpoint(httpFile(url, url.origin + url.pathname), {
      neighbour: (name) => httpFile(new URL(encodeURIComponent(name), url)),
      signal,
    });
  }
  return openCheckpoint(diskFile(path), {
    neighbour: (name) => diskFile(join(dirname(path), name)),
    signal,
  });
}
