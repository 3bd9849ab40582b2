import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Files to write, by their paths in a new folder that goes away with the test. */
export function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "native-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Stands for a tfjs-node: multiplies as it is told to once its binding is there. */
export function standIn(product: number[], installer: string): Record<string, string> {
  return {
    "package.json": JSON.stringify({ name: "@tensorflow/tfjs-node", version: "4.22.0" }),
    "index.js": `
      if (!require("node:fs").existsSync(__dirname + "/lib/binding")) throw new Error("no binding\\nat all");
      module.exports = {
        getBackend: () => "tensorflow",
        backend: () => ({ binding: { TF_Version: "2.9.1" } }),
        tensor2d: () => ({}),
        matMul: () => ({ dataSync: () => Float32Array.of(${product}) }),
      };`,
    "scripts/install.js": installer,
  };
}

/** The files of a project that has such a package at a path. */
export function at(path: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text]));
}
