import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeNpy } from "@weightcast/zoo-io";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, runCli } from "./run-cli.js";
import { writeImages } from "./small-images.js";
import { SMALL_LAYOUT, writeSmallZoo } from "./small-zoo.js";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-package-"));
});
afterAll(() => rm(folder, { recursive: true }));

// Optional native TensorFlow is left out: its install script downloads for minutes where its host is out of reach.
const NPM_OPTIONS = ["--omit=optional", "--no-audit", "--no-fund", "--prefer-offline"];

test("the packed command installs by itself and scores a vector with a model made before", async () => {
  const packed = await run("pnpm", ["pack", "--pack-destination", folder], PACKAGE);
  expect(packed.code, packed.stderr).toBe(0);
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  const home = join(folder, "home");
  const installed = await run("npm", ["install", "--prefix", home, join(folder, tarball!), ...NPM_OPTIONS]);
  expect(installed.code, installed.stderr).toBe(0);

  await writeSmallZoo(join(folder, "zoo"));
  await runCli(
    "fit",
    join(folder, "zoo"),
    "--predictor",
    "gbm",
    "--features",
    "wstats-glob",
    "-o",
    join(folder, "model"),
  );
  await writeFile(
    join(folder, "vector.npy"),
    encodeNpy(new Float32Array(SMALL_LAYOUT.parameters).fill(0.1), [SMALL_LAYOUT.parameters]),
  );

  const command = join(home, "node_modules", ".bin", "weightcast");
  expect(await run(command, ["--help"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("weightcast fit"),
  });
  const scored = await run(command, ["score", join(folder, "model"), join(folder, "vector.npy"), "--json"]);
  expect(scored.code, scored.stderr).toBe(0);
  expect(JSON.parse(scored.stdout)).toEqual([
    { checkpoint: join(folder, "vector.npy"), row: 0, predicted: expect.any(Number) },
  ]);

  // Workers are a file of their own.
  await writeImages(join(folder, "images"), 600, 50, 15);
  await writeFile(join(folder, "space.json"), '{ "train_fraction": 1 }');
  const trained = await run(command, [
    ...["zoo", "train", "--dataset", join(folder, "images"), "--space", join(folder, "space.json")],
    ...["--networks", "3", "--epochs", "1", "--workers", "2", "-o", join(folder, "trained"), "--json"],
  ]);
  expect(trained.code, trained.stderr).toBe(0);
  expect(JSON.parse(trained.stdout)).toMatchObject({ networks: 3, rows: 6, workers: 2 });
}, 300_000);
