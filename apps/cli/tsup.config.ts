import { programBuild } from "@weightcast/config/tsup";

/**
 * Our own packages are bundled, so that the published command is one package that installs by itself. No chunks are shared: a worker
 * loads only what it needs.
 */
export default programBuild(["src/main.ts", "src/network-worker.ts", "src/experiment-worker.ts"], {
  platform: "node",
  banner: { js: "#!/usr/bin/env node" },
  noExternal: [/^@weightcast\//],
  // Optional: only `queue` loads it.
  external: ["bullmq"],
  splitting: false,
  // The web page that `weightcast ui` serves.
  publicDir: "../web/dist",
});
