import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { matrix } from "@weightcast/core";
import { createLayout } from "@weightcast/zoo";
import { parseMetrics } from "@weightcast/zoo-io";
import { writeZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCli } from "./run-cli.js";

/** Weights of 320 MB: writing them takes long enough to be stopped in its midst. */
const [ROWS, PARAMETERS, BLOCK_ROWS] = [8000, 10_000, 100];

let folder: string;
let zoo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-stop-"));
  zoo = join(folder, "zoo");
  const lines = Array.from({ length: ROWS }, (_, row) => `zoo/t/${row}/permanent_ckpt-1,1,0.5`);
  const metrics = parseMetrics([",step,test_accuracy", ...lines].join("\n"));
  const layout = createLayout([
    { name: "net/dense/kernel:0", shape: [PARAMETERS], start: 0, end: PARAMETERS },
  ]);
  async function* weights() {
    for (let row = 0; row < ROWS; row += BLOCK_ROWS) {
      yield matrix(new Float32Array(BLOCK_ROWS * PARAMETERS).fill(row / ROWS), BLOCK_ROWS, PARAMETERS);
    }
  }
  await writeZoo(zoo, { layout, metrics, weights: weights() });
});
afterAll(() => rm(folder, { recursive: true }));

/** Whether an output has begun to grow; before that, a command tries whether it may write there at all. */
async function isWriting(out: string): Promise<boolean> {
  const [name] = await readdir(out);
  const found = name === undefined ? undefined : await stat(join(out, name)).catch(() => undefined);
  if (name === undefined || found === undefined) return false;
  if (!found.isDirectory()) return found.size > 0;
  return (await readdir(join(out, name)).catch(() => [])).length > 0;
}

test.each([
  ["SIGINT", 130, ["zoo", "convert", "ZOO", "--to", "arrow", "-o", "OUT/z.arrow"]],
  ["SIGTERM", 143, ["zoo", "convert", "ZOO", "--to", "npy", "-o", "OUT/z"]],
  ["SIGHUP", 129, ["features", "ZOO", "--set", "weights", "-o", "OUT/f.npy"]],
] as const)("%s ends with code %i %j, and nothing of its output is left", async (signal, exitCode, args) => {
  const out = await mkdtemp(join(folder, "out-"));
  const { child, ended } = startCli(...args.map((arg) => arg.replace("ZOO", zoo).replace("OUT", out)));
  while (child.exitCode === null && !(await isWriting(out))) await setTimeout(5);
  expect(await readdir(out)).toEqual([expect.stringContaining(".partial-")]);
  child.kill(signal);
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([exitCode, expect.stringMatching(/^weightcast: .* was cancelled\n$/)]);
  expect(await readdir(out)).toEqual([]);
});
