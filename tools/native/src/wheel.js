import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { asideFolder } from "./aside-folder.js";
import { failureReason, run } from "./run.js";
import { SetupError } from "./setup-error.js";

/** The TensorFlow whose C library tfjs-node is bound to. */
export const TENSORFLOW_VERSION = "2.21.0";

/**
 * The wheel in the cache folder: downloaded, or put there by hand on a machine without a network.
 *
 * @param {string} cache
 * @param {(line: string) => void} report
 * @returns {Promise<string>} its path
 * @throws {SetupError}
 */
export async function obtainWheel(cache, report) {
  const kept = readdirSync(cache).find(isWheel);
  if (kept !== undefined) return join(cache, kept);

  report(`downloading TensorFlow ${TENSORFLOW_VERSION} from PyPI (about 270 MB)`);
  const aside = asideFolder(cache, "downloading");
  mkdirSync(aside);
  try {
    const result = await run("python3", downloadArguments(aside), { showOutput: true });
    if (!result.found || result.status !== 0) throw new SetupError(downloadProblem(result, cache));
    const name = readdirSync(aside).find(isWheel);
    if (name === undefined)
      throw new SetupError(`pip left no wheel of TensorFlow in ${aside}: run this again`);
    const wheel = join(cache, name);
    renameSync(join(aside, name), wheel);
    return wheel;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** @param {string} name a file's name */
export function isWheel(name) {
  return name.startsWith(`tensorflow_cpu-${TENSORFLOW_VERSION}-`) && name.endsWith("x86_64.whl");
}

/**
 * Asks for one and the same wheel whatever the Python: the C library in it does not depend on Python's version.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function downloadArguments(folder) {
  return [
    ...["-m", "pip", "download", "--no-deps", "--dest", folder],
    ...["--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11"],
    ...["--platform", "manylinux_2_27_x86_64"],
    `tensorflow-cpu==${TENSORFLOW_VERSION}`,
  ];
}

/**
 * @param {import("./run.js").RunResult} result of a pip that failed
 * @param {string} cache
 * @returns {string}
 */
export function downloadProblem(result, cache) {
  if (!result.found) return "no python3: install Python 3 with pip and run this again";
  if (/No module named '?pip/.test(result.stderr)) {
    return "python3 has no pip: install it (`python3 -m ensurepip`, or the system's python3-pip) and run this again";
  }
  if (/connection broken|ConnectionError|Name or service not known|timed out/i.test(result.stderr)) {
    return (
      "PyPI is out of reach: run this again with a network, tell pip of a mirror (PIP_INDEX_URL), " +
      `or put the wheel tensorflow_cpu-${TENSORFLOW_VERSION}-…-manylinux_2_27_x86_64.whl into ${cache}`
    );
  }
  return `pip could not download TensorFlow: ${failureReason(result)}`;
}
