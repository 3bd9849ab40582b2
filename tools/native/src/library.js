import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { asideFolder } from "./aside-folder.js";
import { failureReason, run } from "./run.js";
import { SetupError } from "./setup-error.js";
import { obtainWheel, TENSORFLOW_VERSION } from "./wheel.js";

/** The shared libraries of the C API, by their names in the wheel, which are also those they ask for each other by. */
export const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

/** The headers of the C API and those that they include; the wheel has thousands more. */
const HEADERS = [
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/ctstring",
  "tensorflow/include/tsl/platform/ctstring",
  "tensorflow/include/xla/tsl/c/",
];

/**
 * The folder that holds TensorFlow's shared libraries and `include`, made from the wheel where the cache lacks it.
 * The wheel goes once it is unpacked.
 *
 * @param {string} cache
 * @param {(line: string) => void} report
 * @returns {Promise<string>}
 * @throws {SetupError}
 */
export async function obtainLibrary(cache, report) {
  const library = join(cache, TENSORFLOW_VERSION);
  if (isWhole(library)) return library;

  mkdirSync(cache, { recursive: true });
  const wheel = await obtainWheel(cache, report);
  report("unpacking it");
  const aside = asideFolder(cache, "unpacking");
  try {
    await unpack(wheel, aside);
    if (!isWhole(library)) {
      rmSync(library, { recursive: true, force: true });
      renameSync(join(aside, "tensorflow"), library);
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  rmSync(wheel, { force: true });
  return library;
}

/** @param {string} library */
function isWhole(library) {
  return [...LIBRARIES, "include"].every((name) => existsSync(join(library, name)));
}

/**
 * @param {string} wheel
 * @param {string} folder
 */
async function unpack(wheel, folder) {
  const listing = await python(wheel, "print(*ZipFile(argv[1]).namelist(), sep='\\n')", []);
  const members = wantedMembers(listing.split(/\r?\n/));
  await python(
    wheel,
    "ZipFile(argv[1]).extractall(argv[2], stdin.read().split('\\n'))",
    [folder],
    members.join("\n"),
  );
}

/**
 * The members of the wheel that the binding is compiled from and runs with.
 *
 * @param {string[]} names of all members
 * @returns {string[]}
 * @throws {SetupError} where a shared library is not among them
 */
export function wantedMembers(names) {
  const libraries = LIBRARIES.map((name) => `tensorflow/${name}`);
  const absent = libraries.find((name) => !names.includes(name));
  if (absent !== undefined) {
    throw new SetupError(`the wheel of TensorFlow holds no ${absent}: delete it and run this again`);
  }
  return names.filter(
    (name) =>
      libraries.includes(name) || (name.endsWith(".h") && HEADERS.some((prefix) => name.startsWith(prefix))),
  );
}

/**
 * @param {string} wheel
 * @param {string} statement
 * @param {string[]} args
 * @param {string} [input]
 * @returns {Promise<string>} what it printed
 */
async function python(wheel, statement, args, input) {
  const program = `from sys import argv, stdin; from zipfile import ZipFile; ${statement}`;
  const result = await run("python3", ["-c", program, wheel, ...args], { input });
  if (!result.found) throw new SetupError("no python3: install Python 3 and run this again");
  if (/BadZipFile/.test(result.stderr))
    throw new SetupError(`${wheel} is damaged: delete it and run this again`);
  if (result.status !== 0) throw new SetupError(`cannot unpack ${wheel}: ${failureReason(result)}`);
  return result.stdout;
}
