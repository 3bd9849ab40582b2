import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { UsageError } from "@weightcast/core";
import type { CommandRun } from "./command-run.js";
import { median, say } from "./report.js";
import { collectionWeights, warm } from "./zoos/collection-weights.js";

const RUNS = 3;

const execute = promisify(execFile);
const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Measures the command line on a collection (see `make-collection`): opening it, checking it, and converting it to Arrow against `cp` of
 * its weights. The weights are in the page cache before each run; runs take turns; medians.
 */
export async function benchZooIo([collection]: readonly string[]): Promise<void> {
  if (collection === undefined) throw new UsageError("pnpm bench zoo-io COLLECTION");
  const weights = await collectionWeights(collection);
  const folder = await mkdtemp(join(collection, "..", "bench-"));
  const [arrow, copy] = [join(folder, "zoo.arrow"), join(folder, "copy.npy")];
  const runs: Record<"info" | "verify" | "convert", CommandRun[]> = { info: [], verify: [], convert: [] };
  const copies: number[] = [];
  const syncedCopies: number[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      await warm(weights);
      runs.info.push(await runCommand("zoo", "info", collection));
      runs.verify.push(await runCommand("zoo", "verify", collection));
      await warm(weights);
      const start = performance.now();
      await execute("cp", ["--reflink=never", weights, copy]);
      copies.push((performance.now() - start) / 1000);
      await execute("sync", [copy]);
      syncedCopies.push((performance.now() - start) / 1000);
      await rm(copy);
      await warm(weights);
      runs.convert.push(await runCommand("zoo", "convert", collection, "--to", "arrow", "-o", arrow));
      await rm(arrow);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const name of ["info", "verify", "convert"] as const) {
    const [seconds, memory] = (["seconds", "memory"] as const).map((what) =>
      median(runs[name].map((run) => run[what])),
    );
    say(`zoo ${name}: ${seconds!.toFixed(2)} s, ${memory!.toFixed(0)} MB`);
  }
  const [converted, copied, synced] = [runs.convert.map(({ seconds }) => seconds), copies, syncedCopies].map(
    median,
  );
  say(`cp --reflink=never: ${copied!.toFixed(2)} s; with sync ${synced!.toFixed(2)} s`);
  say(
    `speed of the conversion, which syncs: ${(copied! / converted!).toFixed(2)} of cp, ${(synced! / converted!).toFixed(2)} of cp with sync`,
  );
}

/** Runs the command line's own program, and returns its time and memory. */
async function runCommand(...args: readonly string[]): Promise<CommandRun> {
  const main = file("../../apps/cli/dist/main.js");
  const { stderr } = await execute(process.execPath, [file("dist/command-run.js"), main, ...args]);
  return JSON.parse(stderr.trimEnd().split("\n").at(-1)!) as CommandRun;
}
