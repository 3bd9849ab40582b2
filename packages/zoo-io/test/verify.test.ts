import type { Progress } from "@weightcast/runtime";
import { describe, expect, test } from "vitest";
import { memorySource, parseMetrics, StoredZoo, verifyZoo } from "../src/index.js";
import { LAYOUT, PARAMETERS, smallMetrics, smallWeights, smallZoo } from "./small-zoo.js";

const zooOf = (rows: readonly string[], header = ",step,test_accuracy") =>
  new StoredZoo(
    "z",
    LAYOUT,
    parseMetrics([header, ...rows].join("\n")),
    memorySource(smallWeights(rows.length)),
  );

const findingsOf = async (rows: readonly string[], header?: string) =>
  (await verifyZoo(zooOf(rows, header))).findings;

test("nothing is wrong with a zoo that is right", async () => {
  expect(await verifyZoo(await smallZoo(23))).toEqual({
    nonFinite: { count: 0, firstRow: undefined },
    findings: [],
  });
});

test("rows with weights that are not finite are counted: NaN and both infinities, in any place", async () => {
  const weights = smallWeights(600);
  weights.data[300 * PARAMETERS] = Number.NaN;
  weights.data[301 * PARAMETERS + 4] = Number.POSITIVE_INFINITY;
  weights.data[600 * PARAMETERS - 1] = Number.NEGATIVE_INFINITY;
  const zoo = new StoredZoo("z", LAYOUT, smallMetrics(600), memorySource(weights));
  expect((await verifyZoo(zoo)).nonFinite).toEqual({ count: 3, firstRow: 300 });
});

describe("findings", () => {
  test("a checkpoint that is listed twice", async () => {
    expect(await findingsOf(["z/1/c-0,0,0", "z/1/c-1,1,0", "z/1/c-0,0,0", "z/1/c-0,0,0"])).toEqual([
      { problem: "the checkpoint is listed before", count: 2, firstRow: 2 },
    ]);
  });

  test("a name that does not end in the step", async () => {
    expect(await findingsOf(["z/1/c-0,0,0", "z/1/c-1,2,0", "z/1/c3,3,0", "z/1/c-04,4,0"])).toEqual([
      { problem: "the checkpoint's name does not end in its step", count: 2, firstRow: 1 },
    ]);
  });

  test("a run that is taken up again after another", async () => {
    expect(
      await findingsOf(["z/1/c-0,0,0", "z/2/c-0,0,0", "z/1/c-1,1,0", "z/1/c-2,2,0", "z/2/c-1,1,0"]),
    ).toEqual([{ problem: "the run's rows are not together", count: 2, firstRow: 2 }]);
  });

  test("accuracies outside [0, 1], or missing", async () => {
    const rows = ["z/1/c-0,0,0,1", "z/1/c-1,1,1.01,1", "z/1/c-2,2,,-0.5", "z/1/c-3,3,-inf,0.5"];
    expect(await findingsOf(rows, ",step,test_accuracy,train_accuracy")).toEqual([
      { problem: "test_accuracy is not in [0, 1]", count: 3, firstRow: 1 },
      { problem: "train_accuracy is not in [0, 1]", count: 1, firstRow: 2 },
    ]);
  });
});

test("progress reaches the end", async () => {
  const events: Progress[] = [];
  await verifyZoo(new StoredZoo("z", LAYOUT, smallMetrics(600), memorySource(smallWeights(600))), (event) =>
    events.push(event),
  );
  expect(events.at(-1)).toEqual({ stage: "verify", done: 600, total: 600, unit: "rows" });
  expect(events.map(({ done }) => done)).toEqual([256, 512, 600]);
});
