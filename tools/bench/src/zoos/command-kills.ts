import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { RandomStream, UsageError } from "@weightcast/core";
import { say } from "../report.js";
import { runCommand, startCommand } from "./command-line.js";

const KILLS = 20;

/** A command that works long on large zoos. */
interface LongCommand {
  readonly name: string;
  /** The words of the command that writes its output at a path. */
  words(output: string): readonly string[];
  /** Whether an unfinished output is continued; other outputs appear at once. */
  readonly isContinued: boolean;
}

/** Files that hold times in the midst of other text; what they are made of is compared. */
const CHANGING = /^environment\.json$|\.html$|^scores\.(?:csv|tex)$/;
/** The fields of JSON files that are not the same in each run, because they tell how long it took and when it was, and the checksums of the others. */
const TIMES = new Set(["seconds", "elapsed", "made", "sha256"]);

const commandsOn = (zoo: string): readonly LongCommand[] => [
  {
    name: "features",
    words: (output) => ["features", zoo, "--set", "layer-statistics", "-o", `${output}.npy`],
    isContinued: false,
  },
  {
    name: "zoo convert to npy",
    words: (output) => ["zoo", "convert", zoo, "--to", "npy", "-o", output],
    isContinued: false,
  },
  {
    name: "zoo convert to Arrow",
    words: (output) => ["zoo", "convert", zoo, "--to", "arrow", "-o", `${output}.arrow`],
    isContinued: false,
  },
  {
    name: "fit",
    words: (output) => ["fit", zoo, "--features", "layer-statistics", "-o", output],
    isContinued: false,
  },
  {
    name: "fit with dreams",
    words: (output) => ["fit", zoo, "-o", output],
    isContinued: false,
  },
  {
    name: "search",
    words: (output) => ["search", zoo, "--predictor", "gbm", "--trials", "3", "-o", output],
    isContinued: true,
  },
  {
    name: "reproduce",
    words: (output) => ["reproduce", zoo, "--quick", "-o", output],
    isContinued: true,
  },
];

/**
 * Kills long commands at random times, with and without an earlier version of the output that is to be replaced. After each kill the earlier version or
 * the new one must be there, complete; and after the command has run to its end, its output must have the bytes of an uninterrupted run, and
 * nothing may lie beside it.
 */
export async function benchCommandKills([
  zoo,
  kills = String(KILLS),
  seed = "1",
]: readonly string[]): Promise<void> {
  const count = Number(kills);
  if (zoo === undefined || !Number.isInteger(count) || count < 1) {
    throw new UsageError("pnpm bench command-kills ZOO [KILLS] [SEED]");
  }
  const random = new RandomStream(Number(seed), "command-kills");
  for (const command of commandsOn(zoo)) {
    for (const isReplaced of [false, true]) await killCommand(command, isReplaced, count, random);
  }
}

async function killCommand(
  command: LongCommand,
  isReplaced: boolean,
  kills: number,
  random: RandomStream,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "weightcast-kills-"));
  try {
    const whole = join(folder, "whole", "output");
    const start = performance.now();
    await runCommand(...command.words(whole));
    const duration = performance.now() - start;
    const expected = await bytesIn(dirname(whole));

    const killed = join(folder, "killed", "output");
    const words = [...command.words(killed), ...(isReplaced ? ["--force"] : [])];
    if (isReplaced) await cp(dirname(whole), dirname(killed), { recursive: true });
    let finished = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = startCommand(...words);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await Promise.race([ended, setTimeout(random.uniform() * duration)]);
      child.kill("SIGKILL");
      await ended;
      if (child.exitCode === 0) finished++;
      if (isReplaced && !command.isContinued) await requireVersion(killed);
      if (!isReplaced && child.exitCode === 0) await rm(dirname(killed), { recursive: true });
    }
    await runCommand(...words);
    const problem = differenceOf(expected, await bytesIn(dirname(killed)));
    if (problem !== undefined) throw new UsageError(`${command.name}: ${problem}`);
    say(
      `${command.name}${isReplaced ? " --force" : ""}: ${kills} kills (${finished} after the end), nothing lost, nothing left`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A version is there where the output is, or where the next run puts it back: beside the output's path. */
async function requireVersion(output: string): Promise<void> {
  const names = await readdir(dirname(output));
  const isThere = names.some((name) => !name.includes(".partial-") || name.endsWith("-old"));
  if (!isThere) throw new UsageError(`${basename(output)} is lost: ${names.join(", ") || "nothing is left"}`);
}

async function bytesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const bytes = new Map<string, Buffer>();
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) bytes.set(name, await readFile(path));
  }
  return bytes;
}

function differenceOf(
  expected: ReadonlyMap<string, Buffer>,
  found: ReadonlyMap<string, Buffer>,
): string | undefined {
  const [expectedNames, foundNames] = [expected, found].map((files) => Array.from(files.keys()).join(", "));
  if (expectedNames !== foundNames) return `wrote ${foundNames}, not ${expectedNames}`;
  for (const [name, bytes] of expected) {
    const other = found.get(name);
    if (CHANGING.test(basename(name)) || other === undefined || other.equals(bytes)) continue;
    if (name.endsWith(".json") && withoutTimes(other) === withoutTimes(bytes)) continue;
    return `${name} has other bytes than without a kill`;
  }
  return undefined;
}

function withoutTimes(json: Buffer): string {
  return JSON.stringify(JSON.parse(json.toString()), (key, value) => (TIMES.has(key) ? undefined : value));
}
