import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";

const ENTRY = fileURLToPath(new URL("../src/offline/service-worker.ts", import.meta.url));

/** Puts the service worker beside the page, with the list of all files of the page. */
export function offline(): Plugin {
  return {
    name: "offline",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const digest = createHash("sha256");
        const files = Object.keys(bundle).sort();
        for (const file of files) {
          const output = bundle[file];
          digest.update(file).update((output?.type === "chunk" ? output.code : output?.source) ?? "");
        }
        const offlineFiles = { version: digest.digest("hex").slice(0, 16), files };
        const source = await workerCode(offlineFiles);
        this.emitFile({ type: "asset", fileName: "service-worker.js", source });
      },
    },
  };
}

/** The service worker as one script, which every browser that has service workers takes. */
async function workerCode(offlineFiles: unknown): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    define: { __OFFLINE__: JSON.stringify(offlineFiles) },
    build: { write: false, lib: { entry: ENTRY, formats: ["iife"], name: "offline" } },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const [worker] = outputs.flatMap(({ output }) => output);
  if (worker?.type !== "chunk") throw new Error("the service worker was not built");
  return worker.code;
}
