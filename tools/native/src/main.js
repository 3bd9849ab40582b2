import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cacheFolder } from "./cache-folder.js";
import { findPackage } from "./find-package.js";
import { makeNative } from "./make-native.js";

const PREDICTORS = fileURLToPath(new URL("../../../packages/predictors", import.meta.url));

/** @param {string} line */
function report(line) {
  process.stderr.write(`native: ${line}\n`);
}

try {
  const { values } = parseArgs({ options: { project: { type: "string", default: PREDICTORS } } });
  const packageFolder = findPackage(resolve(values.project));
  const version = await makeNative(packageFolder, cacheFolder(process.env, homedir()), report);
  process.stdout.write(`TensorFlow ${version} works natively in ${packageFolder}\n`);
} catch (error) {
  report(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
