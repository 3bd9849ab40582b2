import type { Zoo } from "@weightcast/zoo";
import { openZoo as openStoredZoo } from "@weightcast/zoo-io/node";
import { withProgress } from "../output/progress.js";
import { untilStopped } from "../running/until-stopped.js";

/** Opens the zoo of a command; shows the progress of unpacking an archive, which Ctrl-C cancels. */
export function openZoo(path: string): Promise<Zoo> {
  return untilStopped((signal) => withProgress((onProgress) => openStoredZoo(path, { onProgress, signal })));
}
