import type { Zoo } from "@weightcast/zoo";
import { openZoo as openStoredZoo } from "@weightcast/zoo-io/node";
import { longWork } from "../running/long-work.js";

/** Opens the zoo of a command; shows the progress of unpacking an archive, which Ctrl-C cancels. */
export function openZoo(path: string): Promise<Zoo> {
  return longWork(({ onProgress, signal }) => openStoredZoo(path, { onProgress, signal }));
}
