import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { installBinding, removeBinding, requireCompiler } from "./binding.js";
import { checkNative } from "./check.js";
import { obtainLibrary } from "./library.js";
import { thisPlatform, wheelObstacle } from "./platform.js";
import { SetupError } from "./setup-error.js";
import { runVendorInstaller } from "./vendor-installer.js";

/**
 * Leaves tfjs-node either computing natively, tried with a matrix product, or without a binding.
 *
 * @param {string} packageFolder tfjs-node's
 * @param {string} cache where TensorFlow's library is kept
 * @param {(line: string) => void} report called with lines of progress
 * @returns {Promise<string>} TensorFlow's version
 * @throws {SetupError}
 */
export async function makeNative(packageFolder, cache, report) {
  const before = await checkNative(packageFolder);
  if ("version" in before) return before.version;

  removeBinding(packageFolder);
  report("running the installer of @tensorflow/tfjs-node (5 minutes at most)");
  const failure = await runVendorInstaller(packageFolder);
  const vendor = await checkNative(packageFolder);
  if ("version" in vendor) return vendor.version;
  removeBinding(packageFolder);
  report(`it failed: ${failure ?? vendor.problem}`);

  const obstacle = wheelObstacle(thisPlatform());
  if (obstacle !== undefined) {
    throw new SetupError(
      `TensorFlow's wheel does not serve here, ${obstacle}: ` +
        "make https://storage.googleapis.com reachable, or set TFJS_NODE_CDN_STORAGE to a mirror, and run this again",
    );
  }
  await requireCompiler();
  const library = await obtainLibrary(cache, report);
  report("compiling the binding of @tensorflow/tfjs-node");
  const nodeHeaders = dirname(fileURLToPath(import.meta.resolve("node-api-headers/include/node_api.h")));
  await installBinding(packageFolder, library, nodeHeaders);
  const wheel = await checkNative(packageFolder);
  if ("version" in wheel) return wheel.version;
  removeBinding(packageFolder);
  throw new SetupError(`the binding was compiled but does not work, so it was taken away: ${wheel.problem}`);
}
