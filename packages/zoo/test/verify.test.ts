import { CancelledError, matrix, type Progress } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { memorySource, StoredZoo, verifyZoo } from "../src/index.js";
import { LAYOUT, metricsOf, PARAMETERS, smallMetrics, smallWeights, smallZoo } from "./small-zoo.js";

const zooOf = (rows: readonly string[], header = ",step,test_accuracy") =>
  new StoredZoo(
    "z",
    LAYOUT,
    metricsOf([header, ...rows].join("\n")),
    memorySource(smallWeights(rows.length)),
  );

const findingsOf = async (rows: readonly string[], header?: string) =>
  (await verifyZoo(zooOf(rows, header))).findings;
const notesOf = async (rows: readonly string[], header?: string) =>
  (await verifyZoo(zooOf(rows, header))).notes;

test("nothing is wrong with a zoo that is right", async () => {
  expect(await verifyZoo(await smallZoo(25))).toMatchObject({
    usualSteps: { steps: [0, 1, 2, 3, 18], runs: 5 },
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

/** Rows of runs with checkpoints at the steps 0, 1 and 2. */
const runs = (...names: readonly number[]) =>
  names.flatMap((run) => [0, 1, 2].map((step) => `z/${run}/c-${step},${step},0`));

describe("findings", () => {
  test("a checkpoint that is listed twice", async () => {
    expect(await findingsOf([...runs(1, 2), "z/2/c-2,2,0", "z/2/c-2,2,0"])).toEqual([
      { problem: "the checkpoint occurs in an earlier row too", count: 2, firstRow: 6 },
    ]);
  });

  test("a name that does not end in the step", async () => {
    const rows = [...runs(1, 2), "z/3/c-0,0,0", "z/3/c-2,1,0", "z/3/c3,2,0"];
    expect(await findingsOf(rows)).toEqual([
      { problem: "the checkpoint's name does not end in its step", count: 2, firstRow: 7 },
    ]);
    expect(await findingsOf(["z/1/c-04,4,0"])).toEqual([]);
  });

  test("a run that is taken up again after another", async () => {
    const [first, second] = [runs(1), runs(2)];
    expect(await findingsOf([first[0]!, second[0]!, first[1]!, first[2]!, second[1]!, second[2]!])).toEqual([
      { problem: "the run's rows are not adjacent", count: 2, firstRow: 2 },
    ]);
  });

  test("rows out of the string order of their steps", async () => {
    const steps = [0, 1, 2, 20, 3];
    const rowsOf = (run: number, order: readonly number[]) =>
      order.map((step) => `z/${run}/c-${step},${step},0`);
    expect(await findingsOf([...rowsOf(1, steps), ...rowsOf(2, steps)])).toEqual([]);
    expect(await findingsOf([...rowsOf(1, steps), ...rowsOf(2, [0, 1, 2, 3, 20])])).toEqual([
      {
        problem: "the run's rows are not in alphabetical order of their steps (0, 1, 18, 2, 3)",
        count: 1,
        firstRow: 9,
      },
    ]);
  });

  test("a checkpoint that a run lacks, and one that others do not have", async () => {
    expect(await findingsOf([...runs(1, 2), "z/3/c-0,0,0", "z/3/c-2,2,0"])).toEqual([
      { problem: "the run lacks a checkpoint of the usual steps (0, 1, 2)", count: 1, firstRow: 6 },
    ]);
    const odd = "z/3/c-0,0,0 z/3/c-1,1,0 z/3/c-2,2,0 z/3/c-5,5,0 z/3/c-7,7,0".split(" ");
    expect(await findingsOf([...runs(1, 2), ...odd])).toEqual([
      { problem: "the step is not one of the usual steps (0, 1, 2)", count: 1, firstRow: 9 },
    ]);
  });

  test("a laststep that is wrong", async () => {
    const rows = ["z/1/c-0,0,0,False", "z/1/c-1,1,0,False", "z/2/c-0,0,0,True", "z/2/c-1,1,0,True"];
    expect(await findingsOf(rows, ",step,test_accuracy,laststep")).toEqual([
      { problem: "laststep does not say whether the step is the run's last", count: 2, firstRow: 1 },
    ]);
  });

  test("accuracies outside [0, 1], or missing; losses below 0", async () => {
    const rows = ["z/1/c-0,0,0,1,1", "z/1/c-1,1,1.01,1,-1", "z/1/c-2,2,,-0.5,", "z/1/c-3,3,-inf,0.5,0"];
    expect(await findingsOf(rows, ",step,test_accuracy,train_accuracy,test_loss")).toEqual([
      { problem: "test_accuracy is missing", count: 1, firstRow: 2 },
      { problem: "test_accuracy is not in [0, 1]", count: 2, firstRow: 1 },
      { problem: "train_accuracy is not in [0, 1]", count: 1, firstRow: 2 },
      { problem: "test_loss is below 0", count: 1, firstRow: 1 },
    ]);
  });

  test("hyperparameters that change within a run, and seeds that differ", async () => {
    const rows = [
      "z/1/c-0,0,0,relu,0.1,5",
      "z/1/c-1,1,0,tanh,0.1,5",
      "z/2/c-0,0,0,tanh,0.1,5",
      "z/2/c-1,1,0,tanh,0.2,6",
    ];
    const header = ",step,test_accuracy,config.activation,config.dropout,config.random_seed";
    expect(await findingsOf(rows, header)).toEqual([
      { problem: "config.activation differs from that of the run's first row", count: 1, firstRow: 1 },
      { problem: "config.dropout differs from that of the run's first row", count: 1, firstRow: 3 },
      { problem: "config.random_seed differs from that of the run's first row", count: 1, firstRow: 3 },
      { problem: "config.random_seed differs from that of the first row", count: 1, firstRow: 3 },
    ]);
  });
});

describe("notes", () => {
  test("runs that end early", async () => {
    const rows = [...runs(1, 2), "z/3/c-0,0,0", "z/3/c-1,1,0"];
    expect(await notesOf(rows)).toEqual([{ problem: "the run ends before step 2", count: 1, firstRow: 6 }]);
    expect(await findingsOf(rows)).toEqual([]);
  });

  test("hyperparameters off the published values, and losses that are not finite", async () => {
    const header =
      ",step,test_accuracy,config.optimizer,config.dropout,config.num_units,config.train_fraction,test_loss";
    const rows = [
      "z/1/c-0,0,0,sgd,0.7,16,0.25,1",
      "z/2/c-0,0,0,momentum,0.71,16,0.25,inf",
      "z/3/c-0,0,0,adam,,32,0.3,",
    ];
    expect(await notesOf(rows, header)).toEqual([
      { problem: "test_loss is missing or not finite", count: 2, firstRow: 1 },
      { problem: "config.dropout differs from the published values (0 to 0.7)", count: 2, firstRow: 1 },
      { problem: "config.num_units differs from the published values (16)", count: 1, firstRow: 2 },
      {
        problem: "config.optimizer differs from the published values (sgd, adam, rmsprop)",
        count: 1,
        firstRow: 1,
      },
      {
        problem: "config.train_fraction differs from the published values (0.1, 0.25, 0.5, 1)",
        count: 1,
        firstRow: 2,
      },
    ]);
  });
});

test("hyperparameters that have been float32 are the published ones", async () => {
  const header = ",step,test_accuracy,config.train_fraction,config.dropout,config.l2reg";
  const rows = [0.1, 0.25].map((fraction, run) => {
    const cells = [fraction, 0.7, 1e-8].map((value) => Math.fround(value).toPrecision(9));
    return `z/${run}/c-0,0,0,${cells.join(",")}`;
  });
  expect(await notesOf(rows, header)).toEqual([]);
  expect(await notesOf(["z/1/c-0,0,0,0.10001,0.70001,1e-8"], header)).toMatchObject([
    { problem: expect.stringMatching("config.dropout differs") },
    { problem: expect.stringMatching("config.train_fraction differs") },
  ]);
});

describe("weights that stand twice", () => {
  /** The duplicates among runs of steps 0, 1 and 2, once rows have been copied: [from, to]. */
  async function duplicatesOf(copies: readonly (readonly [number, number])[], poison?: number) {
    const metrics = metricsOf([",step,test_accuracy", ...runs(1, 2, 3, 4)].join("\n"));
    const weights = smallWeights(12);
    if (poison !== undefined) weights.data[poison * PARAMETERS] = Number.NaN;
    for (const [from, to] of copies) {
      weights.data.copyWithin(to * PARAMETERS, from * PARAMETERS, (from + 1) * PARAMETERS);
    }
    return (await verifyZoo(new StoredZoo("z", LAYOUT, metrics, memorySource(weights)))).notes;
  }

  test("in different runs are told, pair by pair", async () => {
    expect(
      await duplicatesOf([
        [5, 7],
        [1, 10],
        [1, 11],
      ]),
    ).toEqual([
      { problem: "duplicate weights: rows 1 and 10; 5 and 7, of different runs", count: 5, firstRow: 1 },
    ]);
  });

  test("of many pairs three are named", async () => {
    expect(
      await duplicatesOf([
        [1, 7],
        [2, 8],
        [4, 10],
        [5, 11],
      ]),
    ).toEqual([
      {
        problem: "duplicate weights: rows 1 and 7; 2 and 8; 4 and 10; …, of different runs",
        count: 8,
        firstRow: 1,
      },
    ]);
  });

  test.each<[string, readonly (readonly [number, number])[]]>([
    ["of one run", [[1, 2]]],
    [
      "of initial checkpoints",
      [
        [0, 3],
        [0, 6],
      ],
    ],
    ["of an initial checkpoint and a trained one", [[0, 4]]],
  ])("%s are not", async (_, copies) => {
    expect(await duplicatesOf(copies)).toEqual([]);
  });

  test("that are not finite are not", async () => {
    expect(await duplicatesOf([[1, 4]], 1)).toEqual([]);
  });

  test("differ where one bit does, in any place", async () => {
    const metrics = metricsOf(
      [
        ",step,test_accuracy",
        ...Array.from({ length: PARAMETERS * 23 + 1 }, (_, run) => `z/${run}/c-1,1,0`),
      ].join("\n"),
    );
    const weights = matrix(new Float32Array(metrics.rows * PARAMETERS).fill(1), metrics.rows, PARAMETERS);
    const words = new Uint32Array(weights.data.buffer);
    for (let row = 0; row + 1 < metrics.rows; row++)
      words[row * PARAMETERS + (row % PARAMETERS)]! ^= 1 << Math.floor(row / PARAMETERS);
    expect((await verifyZoo(new StoredZoo("z", LAYOUT, metrics, memorySource(weights)))).notes).toEqual([]);
  });
});

test("progress reaches the end", async () => {
  const events: Progress[] = [];
  await verifyZoo(new StoredZoo("z", LAYOUT, smallMetrics(600), memorySource(smallWeights(600))), {
    onProgress: (event) => events.push(event),
  });
  expect(events.at(-1)).toEqual({ stage: "verify", done: 600, total: 600, unit: "rows" });
  expect(events.map(({ done }) => done)).toEqual([256, 512, 600]);
});

test("a cancelled check ends with the block that it reads", async () => {
  const stop = new AbortController();
  const events: Progress[] = [];
  const zoo = new StoredZoo("z", LAYOUT, smallMetrics(600), memorySource(smallWeights(600)));
  const checked = verifyZoo(zoo, {
    signal: stop.signal,
    onProgress: (event) => {
      events.push(event);
      stop.abort();
    },
  });
  await expect(checked).rejects.toThrow(new CancelledError("reading z was cancelled"));
  expect(events.map(({ done }) => done)).toEqual([256]);
});
