import { CancelledError, InputError, matrix, type Progress, UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { compileFeatures, type FeatureTraining, featureTable, fitFeatures } from "../src/index.js";
import { DENSE, SMALL_CNN } from "./layouts.js";
import { accuracies, sampleZoo } from "./sample-zoo.js";

const DREAMT = "probes:dreamt-20-steps:40";
const FOLDER = "features/probes-dreamt-20-steps-40";
const zoo = sampleZoo();
const TRAINING_ROWS = Int32Array.from({ length: 200 }, (_, row) => row);
const OTHER_ROWS = TRAINING_ROWS.map((row) => 200 + row);

function training(changes: Partial<FeatureTraining> = {}): FeatureTraining {
  const rows = changes.rows ?? TRAINING_ROWS;
  return { zoo, rows, targets: accuracies(zoo, rows), higherIsBetter: true, seed: 0, ...changes };
}

/** The share of pairs that are ordered alike less that of pairs that are ordered the other way. */
function agreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) sum += Math.sign((a[i]! - a[j]!) * (b[i]! - b[j]!));
  }
  return (2 * sum) / (a.length * (a.length - 1));
}

async function columnOf(
  set: Awaited<ReturnType<typeof fitFeatures>>["set"],
  name: string,
  source = zoo,
): Promise<number[]> {
  const { matrix: features, columns } = await featureTable(set, source, OTHER_ROWS);
  expect(columns).toContain(name);
  expect(features.data.every(Number.isFinite)).toBe(true);
  const column = columns.indexOf(name);
  return Array.from(OTHER_ROWS, (_, row) => features.data[row * columns.length + column]!);
}

describe("probes:dreamt", async () => {
  const steps: Progress[] = [];
  const { set, state } = await fitFeatures(
    DREAMT,
    training({ onProgress: (progress) => steps.push(progress) }),
  );
  const image = (name: string) => state.get(`${FOLDER}/${name}`) ?? new Uint8Array();

  it("has two sets of columns, keeps images and a picture, and tells its steps", () => {
    expect(Array.from(state.keys())).toEqual(
      ["dream.json", "images.npy", "images.png"].map((name) => `${FOLDER}/${name}`),
    );
    expect(set.columns.length).toBe(2 * 376);
    expect(set.columns[0]).toBe("dreamt-20-steps:40/best:entropy-mean");
    expect(set.columns[376]).toBe("dreamt-20-steps:40/middling:entropy-mean");
    expect(steps.length).toBe(80);
    expect(steps.at(-1)).toEqual({ stage: "dreaming", done: 80, total: 80, unit: "steps" });
    const description = JSON.parse(new TextDecoder().decode(image("dream.json")));
    expect(description).toMatchObject({
      height: 28,
      channels: 1,
      classes: 10,
      runs: 200,
      networks: [50, 40],
      steps: 40,
    });
  });

  it("ranks other networks, and better than images that were not dreamt to the end", async () => {
    const truth = accuracies(zoo, OTHER_ROWS);
    const dreamt = agreement(await columnOf(set, "dreamt-20-steps:40/best:label-p"), truth);
    const { set: noise } = await fitFeatures("probes:dreamt-20-steps:1", training());
    const noisy = agreement(await columnOf(noise, "dreamt-20-steps:1/best:label-p"), truth);
    expect(dreamt).toBeGreaterThan(0.7);
    expect(dreamt).toBeGreaterThan(noisy + 0.2);
  });

  it("is the same for the same seed, another for another, and any number of threads describes alike", async () => {
    const again = await fitFeatures(DREAMT, training());
    expect(again.state).toEqual(state);
    const other = await fitFeatures(DREAMT, training({ seed: 1 }));
    expect(other.state.get(`${FOLDER}/images.npy`)).not.toEqual(image("images.npy"));
    const compiled = compileFeatures(DREAMT, SMALL_CNN, state);
    const one = await featureTable(compiled, zoo, OTHER_ROWS, { threads: 1 });
    const three = await featureTable(set, zoo, OTHER_ROWS, { threads: 3 });
    expect(three).toEqual(one);
  });

  it("tells the activation function from the answers where the metrics do not have it", async () => {
    const bare = sampleZoo({ "config.activation": undefined });
    const [told, guessed] = [zoo, bare].map((source) =>
      columnOf(set, "dreamt-20-steps:40/best:label-p", source),
    );
    const known = await told!;
    const same = (await guessed!).filter((value, i) => value === known[i]).length;
    expect(same).toBeGreaterThan(0.9 * OTHER_ROWS.length);
    const { state: without } = await fitFeatures(DREAMT, training({ zoo: bare }));
    expect(without.get(`${FOLDER}/images.npy`)?.length).toBe(image("images.npy").length);
  });

  it("learns from the best networks, whichever way is better", async () => {
    const targets = accuracies(zoo, TRAINING_ROWS);
    const losses = targets.map((accuracy) => -accuracy);
    const { state: byLoss } = await fitFeatures(DREAMT, training({ targets: losses, higherIsBetter: false }));
    expect(byLoss).toEqual(state);
  });

  it("uses one set and noise on the weights with few training runs", async () => {
    const rows = TRAINING_ROWS.subarray(0, 25);
    const few = await fitFeatures("probes:dreamt-steps:5", training({ rows }));
    expect(few.set.columns.length).toBe(376);
    const description = JSON.parse(
      new TextDecoder().decode(few.state.get("features/probes-dreamt-steps-5/dream.json")),
    );
    expect(description).toMatchObject({ bands: ["best"], runs: 25, networks: [12], steps: 5 });
    expect(description.labels.length).toBe(80);
  });

  it("gives NaN for a network whose weights are not finite, and leaves it out of the dream", async () => {
    const weights = new Float32Array(2 * SMALL_CNN.parameters).fill(0.01);
    weights[7] = Number.NaN;
    const out = matrix(new Float64Array(2 * set.columns.length), 2, set.columns.length);
    await set.extract(matrix(weights, 2, SMALL_CNN.parameters), out);
    expect(out.data.subarray(0, set.columns.length).every(Number.isNaN)).toBe(true);
    expect(out.data.subarray(set.columns.length).every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["dream.json", (bytes: Uint8Array) => bytes.subarray(0, 20), "is not JSON"],
    ["dream.json", () => new TextEncoder().encode("null"), "is not a JSON object"],
    ["dream.json", edited('"classes":10', '"classes":1e99'), "classes is not a whole number"],
    ["dream.json", edited('"classes":10', '"classes":11'), "labels leaves out a class"],
    ["dream.json", edited('"labels":[0', '"labels":[10'), "labels is not a list of classes (0 to 9)"],
    ["dream.json", edited('"best"', '"middling"'), "bands is not a list of different names"],
    ["dream.json", edited('"height":28', '"height":27'), "is not an f32 array of the shape (40, 27, 28, 1)"],
    [
      "images.npy",
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1),
      "is truncated: f4 data of shape (40, 28, 28, 1) takes 125440 bytes, but the file has 125439",
    ],
    ["images.npy", () => new Uint8Array(), "is not a .npy file"],
    [
      "images.npy",
      (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, i) => (i < 128 ? byte : 0xff)),
      "is outside [-1, 1]",
    ],
  ])("refuses a damaged %s (case %#)", (name, damage, problem) => {
    const bad = new Map(state).set(`${FOLDER}/${name}`, damage(image(name)));
    expect(() => compileFeatures(DREAMT, SMALL_CNN, bad)).toThrow(InputError);
    expect(() => compileFeatures(DREAMT, SMALL_CNN, bad)).toThrow(problem);
  });

  it("refuses state without a file, and networks of other classes", () => {
    const bad = new Map(state);
    bad.delete(`${FOLDER}/images.npy`);
    expect(() => compileFeatures(DREAMT, SMALL_CNN, bad)).toThrow("images.npy: is missing");
    expect(() => compileFeatures(DREAMT, DENSE, state)).toThrow(UsageError);
  });

  it("ends when it is cancelled", async () => {
    const stop = new AbortController();
    const fitting = fitFeatures(DREAMT, training({ signal: stop.signal, onProgress: () => stop.abort() }));
    await expect(fitting).rejects.toThrow(CancelledError);
    const signal = AbortSignal.abort();
    await expect(featureTable(set, zoo, OTHER_ROWS, { signal })).rejects.toThrow(CancelledError);
  });

  it("refuses what it cannot dream", async () => {
    const fit = (name: string, changes: Partial<FeatureTraining> = {}) =>
      fitFeatures(name, training(changes));
    await expect(fit("probes:dreamt-9")).rejects.toThrow("9 images are too few for 10 classes");
    const targets = new Float64Array(TRAINING_ROWS.length).fill(Number.NaN);
    await expect(fit(DREAMT, { targets })).rejects.toThrow(
      "no training row has finite weights and a finite target",
    );
    const codes = new Int32Array(zoo.rows);
    const swish = sampleZoo({ "config.activation": { kind: "category", categories: ["swish"], codes } });
    await expect(fit(DREAMT, { zoo: swish })).rejects.toThrow("'swish' is none of relu, tanh");
    await expect(fit("probes:dreamt-0")).rejects.toThrow("asks for 0 images, outside 1 to 10000");
    await expect(fit("probes:dreamt-steps:1e3")).rejects.toThrow(
      "is malformed; expected probes:dreamt[-IMAGES]",
    );
  });
});

describe("probes:consensus", () => {
  it("learns from networks without a label as from those with one, and from no label", async () => {
    const name = "probes:consensus-20-steps:15";
    const rows = TRAINING_ROWS.subarray(0, 20);
    const unlabelled = TRAINING_ROWS.subarray(20, 80);
    const { set, state } = await fitFeatures(name, training({ rows, unlabelled }));
    expect(set.columns.length).toBe(2 * 376);
    expect(set.columns[0]).toBe("consensus-20-steps:15/first:entropy-mean");
    expect(set.columns[376]).toBe("consensus-20-steps:15/second:entropy-mean");
    const folder = "features/probes-consensus-20-steps-15";
    const description = JSON.parse(new TextDecoder().decode(state.get(`${folder}/dream.json`)));
    expect(description).toMatchObject({ bands: ["first", "second"], runs: 80, steps: 15 });
    const other = { targets: new Float64Array(20).fill(0.5), rows, unlabelled };
    expect((await fitFeatures(name, training(other))).state).toEqual(state);
    const few = training({ rows: rows.subarray(0, 9) });
    await expect(fitFeatures(name, few)).rejects.toThrow(/at least 10 networks/);
    await expect(fitFeatures("probes:consensus-9", training())).rejects.toThrow(/9 images are too few/);
  });
});

describe("probes:noise", () => {
  it("has the columns that need no labels, always the same", async () => {
    const set = compileFeatures("probes:noise-12", SMALL_CNN);
    expect(set.columns.length).toBe(52);
    const table = await featureTable(set, zoo, OTHER_ROWS.subarray(0, 5));
    const again = await featureTable(
      compileFeatures("probes:noise-12", SMALL_CNN),
      zoo,
      OTHER_ROWS.subarray(0, 5),
    );
    expect(again).toEqual(table);
    expect(compileFeatures("probes:noise", SMALL_CNN).columns[0]).toBe("noise-64:entropy-mean");
  });

  it("needs the activation function", async () => {
    const set = compileFeatures("probes:noise-12", SMALL_CNN);
    const bare = sampleZoo({ "config.activation": undefined });
    await expect(featureTable(set, bare, OTHER_ROWS)).rejects.toThrow("the activation function is missing");
    const out = matrix(new Float64Array(52), 1, 52);
    await expect(set.extract(matrix(new Float32Array(4970), 1, 4970), out)).rejects.toThrow(UsageError);
  });

  it("refuses networks whose forward pass is not known", () => {
    expect(() => compileFeatures("probes:noise", DENSE)).toThrow("probe images need networks");
  });
});

/** Replaces a piece of a text file. */
function edited(from: string, to: string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain(from);
    return new TextEncoder().encode(text.replace(from, to));
  };
}
