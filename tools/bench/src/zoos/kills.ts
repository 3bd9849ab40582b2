import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { RandomStream, UsageError } from "@weightcast/core";
import { say } from "../report.js";
import { runCommand, startCommand } from "./command-line.js";
import { writeStripedImages } from "./striped-images.js";

const KILLS = 20;
const MOST_WORKERS = 3;
const NETWORKS = 24;

/**
 * Kills trainings of a zoo at random times, with 1 to 3 workers, and starts each again until the zoo is finished: has every zoo the bytes
 * of one that was trained without an interruption? A zoo that is finished before the kills are used up gives way to the next.
 */
export async function benchKills([kills = String(KILLS), seed = "1"]: readonly string[]): Promise<void> {
  const count = Number(kills);
  if (!Number.isInteger(count) || count < 1) throw new UsageError("pnpm bench kills [KILLS] [SEED]");
  const random = new RandomStream(Number(seed), "kills");
  const folder = await mkdtemp(join(tmpdir(), "weightcast-kills-"));
  try {
    const images = join(folder, "stripes");
    await writeStripedImages(images, 1500);
    const train = (zoo: string, workers: number) => [
      ...[
        "zoo",
        "train",
        "--dataset",
        images,
        "--networks",
        String(NETWORKS),
        "--epochs",
        "3",
        "--seed",
        seed,
      ],
      ...["--train-fraction", "1", "--num-units", "8", "--measure", "calibration-error,generalisation-gap"],
      ...["--workers", String(workers), "-o", zoo],
    ];
    const whole = join(folder, "whole");
    const start = performance.now();
    await runCommand(...train(whole, 2));
    const duration = performance.now() - start;
    const expected = await bytesOf(whole);
    let zoos = 0;
    let left = count;
    const finished: number[] = [];
    while (left > 0) {
      const zoo = join(folder, `killed-${zoos}`);
      for (; left > 0 && !existsSync(join(zoo, "weights.npy")); left--) {
        const child = startCommand(...train(zoo, 1 + random.below(MOST_WORKERS)));
        const ended = new Promise((resolve) => child.once("exit", resolve));
        await Promise.race([ended, setTimeout(random.uniform() * duration)]);
        child.kill("SIGKILL");
        await ended;
        finished.push(await countParts(zoo));
      }
      await runCommand(...train(zoo, 1 + random.below(MOST_WORKERS)));
      zoos++;
      const found = await bytesOf(zoo);
      const different = Array.from(expected.keys()).filter(
        (name) => !expected.get(name)?.equals(found.get(name) ?? Buffer.alloc(0)),
      );
      if (different.length > 0 || found.size !== expected.size) {
        throw new UsageError(`zoo ${zoos} differs in ${different.join(", ") || "its list of files"}`);
      }
    }
    say(
      `${count} kills, after ${finished.join(", ")} of ${NETWORKS} networks: ${zoos} zoos with the bytes of an uninterrupted one`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How many networks are stored of a zoo; all of them where it is finished. */
async function countParts(zoo: string): Promise<number> {
  if (existsSync(join(zoo, "weights.npy"))) return NETWORKS;
  const names = await readdir(join(zoo, "parts")).catch(() => []);
  return names.filter((name) => name.endsWith(".npy")).length;
}

async function bytesOf(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}
