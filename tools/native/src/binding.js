import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { asideFolder } from "./aside-folder.js";
import { LIBRARIES } from "./library.js";
import { failureReason, run } from "./run.js";
import { SetupError } from "./setup-error.js";

/**
 * The version of Node-API that tfjs-node 4.22 takes its binding for on every Node since 12.22; binaries of one
 * Node-API version serve all of them.
 */
const NODE_API = 8;

const BINDING = "tfjs_binding.node";

/**
 * Compiles tfjs-node's binding against TensorFlow's library and puts both where tfjs-node looks for them. The binding
 * comes last and whole: without it tfjs-node says that it has none.
 *
 * @param {string} packageFolder
 * @param {string} library
 * @param {string} nodeHeaders
 * @throws {SetupError}
 */
export async function installBinding(packageFolder, library, nodeHeaders) {
  const aside = asideFolder(packageFolder, "compiling");
  const [links, stubs, binding] = [join(aside, "deps", "lib"), join(aside, "stubs"), join(aside, BINDING)];
  for (const folder of [links, stubs]) mkdirSync(folder, { recursive: true });
  try {
    for (const name of LIBRARIES) {
      symlinkSync(join(library, name), join(links, name));
      await compile(stubArguments(name, stubs));
    }
    const sources = readdirSync(join(packageFolder, "binding"))
      .filter((name) => name.endsWith(".cc"))
      .map((name) => join(packageFolder, "binding", name));
    const headers = [nodeHeaders, join(library, "include")];
    await compile(bindingArguments({ sources, headers, libraries: stubs, output: binding }));

    removeBinding(packageFolder);
    const modules = join(packageFolder, "lib", `napi-v${NODE_API}`);
    mkdirSync(modules, { recursive: true });
    renameSync(join(aside, "deps"), join(packageFolder, "deps"));
    renameSync(binding, join(modules, BINDING));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * Takes away what an installation put into tfjs-node, binding first.
 *
 * @param {string} packageFolder
 */
export function removeBinding(packageFolder) {
  for (const name of ["lib", "deps"]) rmSync(join(packageFolder, name), { recursive: true, force: true });
}

/**
 * A library of TensorFlow's name with nothing in it. The linker needs no more to note the name, and takes many times
 * as long as the compiler to read the hundreds of thousands of symbols of the real one.
 *
 * @param {string} name
 * @param {string} folder
 * @returns {string[]}
 */
export function stubArguments(name, folder) {
  return ["-shared", "-x", "c++", "/dev/null", `-Wl,-soname,${name}`, "-o", join(folder, name)];
}

/**
 * @param {object} parts
 * @param {string[]} parts.sources
 * @param {string[]} parts.headers folders
 * @param {string} parts.libraries the folder of the stubs
 * @param {string} parts.output
 * @returns {string[]}
 */
export function bindingArguments({ sources, headers, libraries, output }) {
  return [
    ...["-O2", "-fPIC", "-shared", "-std=c++17", `-DNAPI_VERSION=${NODE_API}`],
    ...headers.flatMap((folder) => ["-I", folder]),
    ...sources,
    // All symbols are looked up when the binding is loaded, so one that TensorFlow lacks is found then.
    ...["-Wl,--no-as-needed", "-Wl,-z,now", "-Wl,-rpath,$ORIGIN/../../deps/lib"],
    ...["-L", libraries, ...LIBRARIES.map((name) => `-l:${name}`)],
    ...["-o", output],
  ];
}

/** @throws {SetupError} where there is no compiler */
export async function requireCompiler() {
  if ((await run("g++", ["--version"])).found) return;
  throw new SetupError("no C++ compiler: install g++ (Debian, Ubuntu: `apt install g++`) and run this again");
}

/** @param {string[]} args */
async function compile(args) {
  const result = await run("g++", args);
  if (result.status !== 0) {
    throw new SetupError(`g++ could not compile tfjs-node's binding: ${failureReason(result)}`);
  }
}
