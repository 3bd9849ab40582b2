import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, OutputExistsError, UsageError } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import { describe, expect, test } from "vitest";
import { type ReproduceOptions, runReproduction } from "../src/reproduce/reproduce.js";
import { localRunner } from "./local-runner.js";
import { pretend, QUICK_FITS, resultsIn, useReproductions } from "./reproductions.js";

const given = useReproductions();

describe("refuses", () => {
  test("a folder of other results, which stay as they are", async () => {
    const request = given.options({ quick: false });
    await runReproduction(request, () => localRunner(pretend));
    const before = await resultsIn(request.folder);
    const again = (changes: Partial<ReproduceOptions>) =>
      runReproduction({ ...request, ...changes }, () => localRunner(pretend));
    await expect(again({ seed: 1 })).rejects.toThrow("another request (seed 0, not 1)");
    await expect(again({ quick: true })).rejects.toThrow("another request (quick false, not true)");
    await expect(again({ quick: true, protocol: "paper" })).rejects.toThrow(OutputExistsError);
    const parts = new Map([["1", "test"] as const]);
    await expect(again({ split: { name: "random", kind: "assigned", parts } })).rejects.toThrow(
      /another request \(split "random", not "random [0-9a-f]{12}"\)/,
    );
    await expect(again({ zoos: [given.other] })).rejects.toThrow(/another request \(zoos \["zoo /);
    expect(await resultsIn(request.folder)).toEqual(before);
  });

  test("a folder whose request is damaged", async () => {
    const request = given.options();
    await runReproduction(request, () => localRunner(pretend));
    await writeFile(join(request.folder, "request.json"), "{");
    await expect(runReproduction(request, () => localRunner(pretend))).rejects.toThrow(InputError);
    const forced = await runReproduction({ ...request, force: true }, () => localRunner(pretend));
    expect(forced.computed).toBe(QUICK_FITS);
  });

  const refused = (changes: Partial<ReproduceOptions>) =>
    runReproduction(given.options(changes), () => localRunner(pretend));

  test("a folder of something else", async () => {
    const output = join(given.folder, "something-else");
    await mkdir(output);
    await writeFile(join(output, "thesis.txt"), "");
    await expect(refused({ folder: output })).rejects.toThrow(OutputExistsError);
    expect(await readdir(output)).toEqual(["thesis.txt"]);
  });

  test("a zoo that is not there, and makes no folder", async () => {
    const output = join(given.folder, "never");
    await expect(refused({ folder: output, zoos: [join(given.folder, "nowhere")] })).rejects.toThrow(
      InputError,
    );
    expect(existsSync(output)).toBe(false);
  });

  test("the same zoo twice", async () => {
    await expect(refused({ zoos: [given.zoo, given.zoo] })).rejects.toThrow("are the same zoo; give it once");
  });

  test("the paper's split without its protocol", async () => {
    await expect(refused({ split: parseSplitSpec("paper") })).rejects.toThrow(UsageError);
  });
});
