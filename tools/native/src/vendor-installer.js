import { delimiter, join } from "node:path";
import { withAncestors } from "./ancestors.js";
import { failureReason, run } from "./run.js";

/** The vendor's library and binding are about 100 MB. */
const TIME_LIMIT = 5 * 60_000;

/**
 * Runs tfjs-node's own install script, which downloads libtensorflow and a binding from the vendor's storage.
 *
 * @param {string} packageFolder
 * @param {number} [timeLimit] milliseconds
 * @returns {Promise<string | undefined>} why it failed, undefined where it says it did not
 */
export async function runVendorInstaller(packageFolder, timeLimit = TIME_LIMIT) {
  // Lets the script find the commands of its package's dependencies, as npm does.
  const commands = withAncestors(packageFolder).map((folder) => join(folder, "node_modules", ".bin"));
  const path = [...commands, process.env.PATH].join(delimiter);
  const result = await run(process.execPath, [join("scripts", "install.js")], {
    cwd: packageFolder,
    env: { ...process.env, PATH: path },
    timeLimit,
  });
  if (result.signal === "SIGTERM") return `no end after ${timeLimit / 1000} seconds`;
  return result.status === 0 ? undefined : failureReason(result);
}
