import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { fileNameReader } from "../importing/file-name-pattern.js";
import { networkRuns } from "./network-runs.js";

/** The numbers of the runs of files, in the order of their first files, and what told them. */
function grouped(
  files: readonly string[],
  options: { readonly pattern?: string; readonly runs?: Readonly<Record<string, string>> } = {},
) {
  const { places, toldBy } = networkRuns(
    files.map((file) => ({ file, name: file, known: undefined })),
    (name) => options.runs?.[name],
    options.pattern === undefined ? undefined : fileNameReader(options.pattern),
  );
  const runs = Array.from(new Set(places.map(({ run }) => run)));
  return { runs: places.map(({ run }) => runs.indexOf(run)), steps: places.map(({ step }) => step), toldBy };
}

test("files are of one run whose names differ only in an epoch, a step or a stage", () => {
  const files = [
    "m/run7-epoch3.pt",
    "m/run7-epoch12.pt",
    "m/run7-best.pt",
    "m/run8-epoch3.pt",
    "m/run70-epoch3.pt",
  ];
  expect(grouped(files)).toEqual({ runs: [0, 0, 0, 1, 2], steps: [3, 12, 2, 3, 3], toldBy: "names" });
  expect(grouped(["a-lr0.1-epoch=3-step=900.ckpt", "a-lr0.1-epoch=4-step=1200.ckpt"])).toEqual({
    runs: [0, 0],
    steps: [900, 1200],
    toldBy: "names",
  });
  expect(grouped(["run-1.pt", "run-2.pt", "deep3.pt", "deep4.pt"]).toldBy).toBe("nothing");
});

test("folders are runs if they hold files of the same names, or if there are many of them", () => {
  const trainer = ["a/checkpoint-500/model.pt", "a/checkpoint-900/model.pt", "b/checkpoint-500/model.pt"];
  expect(grouped(trainer)).toEqual({ runs: [0, 0, 1], steps: [500, 900, 500], toldBy: "folders" });
  expect(grouped(["7/20.pt", "7/40.pt", "8/20.pt"]).runs).toEqual([0, 0, 1]);
  const many = Array.from({ length: 10 }, (_, i) => `run-${i >> 1}/network${i}.pt`);
  expect(grouped(many)).toMatchObject({ runs: [0, 0, 1, 1, 2, 2, 3, 3, 4, 4], toldBy: "folders" });
  expect(grouped(["1.pt", "2.pt"])).toMatchObject({ runs: [0, 1], toldBy: "nothing" });
});

test("a column of runs comes first, then the pattern, then names; networks of a zoo keep their runs", () => {
  const files = ["x-1-a.pt", "x-2-a.pt", "y-1-a.pt"];
  expect(grouped(files, { pattern: "{run}-{step}-a" })).toEqual({
    runs: [0, 0, 1],
    steps: [1, 2, 1],
    toldBy: "pattern",
  });
  const runs = { "x-1-a.pt": "p", "y-1-a.pt": "p" };
  expect(grouped(files, { pattern: "{run}-{step}-a", runs })).toMatchObject({
    runs: [0, 1, 0],
    toldBy: "labels",
  });
  expect(() => grouped(["other.pt"], { pattern: "{run}-{step}-a" })).toThrow(InputError);
  const known = { run: "zoo: 3", step: 4 };
  const { places } = networkRuns([{ file: "zoo", name: "3/ckpt-4", known }], () => "q", undefined);
  expect(places).toEqual([known]);
});
