import { programBuild } from "@weightcast/config/tsup";

/**
 * Our own packages are bundled, so that the published command is one package that installs by itself. No chunks are shared: a worker
 * loads only what it needs.
 */
export default programBuild(
  ["src/main.ts", "src/command-line.ts", "src/network-worker.ts", "src/experiment-worker.ts"],
  {
    platform: "node",
    banner: { js: "#!/usr/bin/env node" },
    noExternal: [/^@weightcast\//],
    // `queue` alone loads the first ones, which are optional; the last is a file of its own.
    external: ["bullmq", "@aws-sdk/client-s3", "@aws-sdk/lib-storage", "./command-line.js"],
    splitting: false,
    // The web page that `weightcast ui` serves.
    publicDir: "../web/dist",
  },
);
