import { UsageError } from "@weightcast/core";
import { Metrics, type Selection, selectRows, type Zoo } from "@weightcast/zoo";
import { beforeAll, describe, expect, test } from "vitest";
import {
  evaluateModel,
  type FitModelOptions,
  fitModel,
  leaveOutSeen,
  type Model,
  modelFiles,
  modelFromFiles,
} from "../src/index.js";
import { allRows, madeUpZoo, zooOfOthers } from "./made-up-zoo.js";

const RUNS = 60;
const zoo = madeUpZoo(RUNS);

const fit = (changes: FitModelOptions & { readonly of?: Zoo } = {}): Promise<Model> => {
  const { of = zoo, ...options } = changes;
  return fitModel(of, {
    selection: selectRows(of, { checkpoint: "all" }),
    features: "wstats-glob",
    parameters: { min_data_in_leaf: 5, num_iterations: 20 },
    ...options,
  });
};

/** A selection of the given rows. */
const chosen = (rows: ArrayLike<number>): Selection => ({
  rows: Int32Array.from(rows),
  checkpoint: "some",
  where: null,
});

const evaluate = (model: Model, other: Zoo, rows: ArrayLike<number> = allRows(other)) =>
  evaluateModel(model, other, { selection: chosen(rows) });
const untrained = (rows: ArrayLike<number>) => Array.from(rows).filter((row) => row % 2 === 0);
const trained = (rows: ArrayLike<number>) => Array.from(rows).filter((row) => row % 2 === 1);

let model: Model;
beforeAll(async () => {
  model = await fit();
});

test("a model that remembers its runs knows them by other checkpoints of theirs", async () => {
  const steps = Int32Array.from(zoo.metrics.numbers("step"), (step) => step + 1);
  const metrics = new Metrics(
    new Map([...zoo.metrics.columns, ["step", { kind: "integer", values: steps }]]),
  );
  const later: Zoo = { ...zoo, metrics };
  const selection = chosen(trained(allRows(zoo)));
  const firsts = await zooOfOthers({ zoo: later, rows: untrained(allRows(zoo)) });
  const forgetful = await fit({ of: later, selection, rememberRuns: false });
  expect((await evaluate(forgetful, firsts)).seen).toEqual({ rows: 0, runs: 0 });
  const remembering = await fit({ of: later, selection });
  const { seen, scores } = await evaluate(remembering, firsts);
  expect(seen).toEqual({ rows: 30, runs: 30 });
  expect(scores.count).toBe(30);
  expect(remembering.rows.seen.size).toBe(60);
  // Where all checkpoints are fitted on, and of untrained networks, there is nothing more to remember.
  expect((await fit({ rememberRuns: false })).rows).toEqual(model.rows);
});

describe("a model evaluated on a zoo that has networks which it was fitted on", () => {
  test("a copy under other names is scored as the zoo itself is", async () => {
    const evaluation = await evaluate(model, await zooOfOthers({ zoo }));
    expect(evaluation).toMatchObject({ sameZoo: false, seen: { rows: 60, runs: 30 } });
    const own = await evaluate(model, zoo);
    expect(own).toMatchObject({ sameZoo: true, seen: null });
    expect(evaluation.scores.count).toBe(60);
    expect(evaluation.scores.mse).toBeCloseTo(own.scores.mse, 12);
    expect(evaluation.scores.tau).toBeCloseTo(own.scores.tau!, 12);
  });

  test("a subset: only networks of runs that it never saw are scored", async () => {
    const some = await zooOfOthers({ zoo, rows: trained(allRows(zoo)).slice(0, 20) });
    const known = [...model.rows.train, ...model.rows.validation].filter((row) => row % 2 === 1 && row < 40);
    const evaluation = await evaluate(model, some);
    expect(known.length).toBeGreaterThan(0);
    expect(evaluation.seen).toEqual({ rows: known.length, runs: known.length });
    expect(evaluation.scores.count).toBe(20 - known.length);
  });

  test("a merged zoo: all networks of the other part are scored", async () => {
    const merged = await zooOfOthers({ zoo: madeUpZoo(15, { seed: 2 }) }, { zoo, rows: model.rows.train });
    const evaluation = await evaluate(model, merged);
    expect(evaluation).toMatchObject({ seen: { rows: 48, runs: 24 }, scores: { count: 30 } });
  });

  test("other checkpoints of a run go with the one that it saw, also where that is not asked for", async () => {
    const ofFinal = await fit({ selection: chosen(trained(allRows(zoo))), rememberRuns: false });
    const copy = await zooOfOthers({ zoo });
    const evaluation = await evaluate(ofFinal, copy, Int32Array.from(untrained(allRows(copy))));
    const { rows, seen } = await leaveOutSeen(ofFinal, copy, allRows(copy));
    expect(seen).toEqual({ rows: 60, runs: 30 });
    expect(rows).toHaveLength(60);
    // In the copy, rows at step 1 come first.
    expect(evaluation).toMatchObject({ seen: { rows: 30, runs: 30 }, scores: { count: 30 } });
  });

  test("where nothing is left, it says so and what to do", async () => {
    const known = await zooOfOthers({ zoo, rows: model.rows.train });
    const evaluation = evaluate(model, known);
    await expect(evaluation).rejects.toThrow(UsageError);
    await expect(evaluation).rejects.toThrow(
      /all 48 rows are of runs that the model was fitted on.*choose rows of other runs/,
    );
  });

  test("rows keep their order", async () => {
    const copy = await zooOfOthers({ zoo });
    const asked = allRows(copy).reverse();
    const { rows } = await leaveOutSeen(model, copy, asked);
    expect(rows).toEqual((await leaveOutSeen(model, copy, allRows(copy))).rows.reverse());
  });
});

test("nothing is left out of a zoo without such networks", async () => {
  const other = madeUpZoo(20, { seed: 2 });
  const evaluation = await evaluate(model, other);
  expect(evaluation).toMatchObject({ sameZoo: false, seen: { rows: 0, runs: 0 }, scores: { count: 40 } });
});

test("runs that begin with the same weights as those that it saw, but go on otherwise, lose only their beginnings", async () => {
  const copySteps = (weights: Float32Array, from: Float32Array) => {
    for (let row = 0; row < 40; row += 2) weights.set(from.subarray(24 * row, 24 * (row + 1)), 24 * row);
  };
  let first: Float32Array | undefined;
  madeUpZoo(RUNS, { spoil: ({ data }) => (first = data.slice()) });
  const other = madeUpZoo(20, { seed: 2, spoil: ({ data }) => copySteps(data, first!) });
  const known = [...model.rows.train, ...model.rows.validation].filter((row) => row % 2 === 0 && row < 40);
  const evaluation = await evaluate(model, other);
  expect(known.length).toBeGreaterThan(0);
  expect(evaluation.seen).toEqual({ rows: known.length, runs: known.length });
  expect(evaluation.scores.count).toBe(40 - known.length);
});

describe("what a model has seen", () => {
  test("is the train and validation parts, without rows that are not finite", async () => {
    expect(model.rows.seen.size).toBe(60);
    const spoilt = madeUpZoo(RUNS, { spoil: (weights) => weights.data.fill(Number.NaN, 0, 24 * 40) });
    const { manifest, rows } = await fit({ of: spoilt });
    expect(manifest.rows.notFinite).toBe(40);
    expect(rows.seen.size).toBe(rows.train.length + rows.validation.length);
  });

  test("is the test part too where the paper's protocol stops early on it", async () => {
    const selection = chosen(trained(allRows(zoo)));
    const paper = await fit({ selection, protocol: "paper" });
    expect(paper.rows.seen.size).toBe(RUNS);
    await expect(evaluate(paper, await zooOfOthers({ zoo }))).rejects.toThrow(/nothing to score/);
    const withValidation = await fit({ selection, split: "random", protocol: "paper" });
    expect(withValidation.rows.seen.size).toBe(RUNS / 2);
  });

  test("is kept in its files", async () => {
    const copy = await zooOfOthers({ zoo });
    const again = await modelFromFiles(await modelFiles(model));
    expect(again.rows).toEqual(model.rows);
    expect(await evaluate(again, copy)).toMatchObject({ seen: { rows: 60, runs: 30 } });
  });
});
