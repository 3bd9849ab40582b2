import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Kernels: `import { bytes } from "../assembly/histogram.wasm"` compiles `../assembly/histogram.ts` with AssemblyScript to
 * WebAssembly with SIMD and inlines its bytes. With `?shared` the kernel is compiled for shared memory. Either imports its
 * memory (`env.memory`), has no start-up code, and throws away assertions.
 */
const KERNEL = /\.wasm(\?shared)?$/;
const CACHE = fileURLToPath(new URL("node_modules/.cache/kernels", import.meta.url));
/** The maximum number of pages, 65,536, which is all that 32-bit WebAssembly can address. */
const MOST_PAGES = "65536";

const FLAGS = ["-O3", "--converge", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];
const SHARED_FLAGS = ["--enable", "threads", "--sharedMemory", "--maximumMemory", MOST_PAGES];

/** The plugin for tsup. */
export function kernelsForEsbuild() {
  return {
    name: "kernels",
    setup(build) {
      build.onResolve({ filter: KERNEL }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path),
        namespace: "kernel",
      }));
      build.onLoad({ filter: KERNEL, namespace: "kernel" }, async ({ path }) => ({
        contents: await kernelModule(path),
        loader: "js",
        watchFiles: [sourceOf(path)],
      }));
    },
  };
}

/** The plugin for vitest and vite. */
export function kernelsForVite() {
  return {
    name: "kernels",
    enforce: "pre",
    resolveId(path, importer) {
      if (KERNEL.test(path) && importer !== undefined) return `\0kernel:${resolve(dirname(importer), path)}`;
    },
    async load(id) {
      if (!id.startsWith("\0kernel:")) return;
      const path = id.slice("\0kernel:".length);
      this.addWatchFile(sourceOf(path));
      return kernelModule(path);
    },
  };
}

function sourceOf(path) {
  return path.replace(KERNEL, ".ts");
}

/** The JavaScript module that stands for a kernel. */
async function kernelModule(path) {
  const bytes = await compile(sourceOf(path), path.endsWith("?shared"));
  const base64 = Buffer.from(bytes).toString("base64");
  return `export const bytes = Uint8Array.from(atob(${JSON.stringify(base64)}), (character) => character.charCodeAt(0));`;
}

/** Compiles a kernel, or takes it from the cache where source and flags are the same. */
async function compile(source, shared) {
  const { default: asc } = await import("assemblyscript/asc");
  const flags = shared ? [...FLAGS, ...SHARED_FLAGS] : FLAGS;
  const hash = createHash("sha256")
    .update(JSON.stringify([asc.version, flags, readTree(source)]))
    .digest("hex");
  const cached = join(CACHE, `${hash}.wasm`);
  if (existsSync(cached)) return readFileSync(cached);
  const written = new Map();
  const { error, stderr } = await asc.main(
    [source, ...flags, "--outFile", "kernel.wasm", "--baseDir", dirname(source)],
    {
      readFile: (name, base) => {
        const file = resolve(base, name);
        return existsSync(file) ? readFileSync(file, "utf8") : null;
      },
      writeFile: (name, contents) => {
        written.set(name, contents);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${source}: ${stderr.toString()}`);
  const bytes = written.get("kernel.wasm");
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(`${cached}.${process.pid}`, bytes);
  renameSync(`${cached}.${process.pid}`, cached);
  return bytes;
}

/** A kernel's source and that of every file that it imports by a relative path. */
function readTree(file, seen = new Map()) {
  if (seen.has(file) || !existsSync(file)) return Array.from(seen);
  const text = readFileSync(file, "utf8");
  seen.set(file, text);
  for (const [, imported] of text.matchAll(/from\s+"(\.[^"]+)"/g)) {
    readTree(`${resolve(dirname(file), imported).replace(/\.ts$/, "")}.ts`, seen);
  }
  return Array.from(seen.values());
}
