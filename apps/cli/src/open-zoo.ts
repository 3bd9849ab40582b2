import type { Zoo } from "@weightcast/zoo";
import { openZoo as openStoredZoo } from "@weightcast/zoo-io/node";
import { withProgress } from "./progress.js";
import { untilStopped } from "./until-stopped.js";

/** Opens the zoo that a command was given; shows how far an archive is unpacked, until Ctrl-C. */
export function openZoo(path: string): Promise<Zoo> {
  return untilStopped((signal) => withProgress((onProgress) => openStoredZoo(path, { onProgress, signal })));
}
