import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { PUBLISHED_SPACE, parseSpace } from "./space.js";

test("what a space leaves out is as published", () => {
  expect(parseSpace("{}")).toEqual(PUBLISHED_SPACE);
  const given = {
    learning_rate: 0.001,
    dropout: { uniform: [0, 0.5] },
    l2reg: { log_uniform: [1e-6, 1e-4] },
    train_fraction: [0.5, 1],
    optimizer: "momentum",
    activation: ["tanh"],
    num_units: 8,
  };
  expect(parseSpace(JSON.stringify(given))).toEqual({ ...PUBLISHED_SPACE, ...given });
});

test("a list of layers decides the architecture, with the defaults of their kinds", () => {
  const layers = [{ kind: "conv2d", filters: 8 }, { kind: "globalMean" }, { kind: "dense", units: 4 }];
  const space = parseSpace(JSON.stringify({ layers, augment_traindata: true }));
  expect(space).toEqual({
    ...PUBLISHED_SPACE,
    augment_traindata: true,
    dnn_architecture: "layers",
    num_layers: 1,
    num_units: 8,
    layers: [
      { kind: "conv2d", filters: 8, kernelSize: [3, 3], stride: 1, activated: true },
      { kind: "globalMean" },
      { kind: "dense", units: 4, activated: false },
    ],
  });
});

test.each<[string, string, RegExp]>([
  [
    "a layer of an unknown kind",
    '{ "layers": [{ "kind": "pool" }] }',
    /layers: layers\.0\.kind: 'pool' is no kind of layer/,
  ],
  ["no list of layers", '{ "layers": "cnn" }', /layers: layers: is not a list of layers/],
  ["augmentation by another word", '{ "augment_traindata": "yes" }', /augment_traindata: .*boolean/],
  ["no JSON", "{learning_rate: 1}", /^space\.json: is not JSON: /],
  ["a list", "[]", /^space\.json: is a list, not an object/],
  ["a number", "1", /^space\.json: .*Expected Object/],
  [
    "an unknown name",
    '{ "learning_rat": 1 }',
    /learning_rat: is unknown; did you mean 'learning_rate'\? Known: activation, /,
  ],
  ["an unknown word", '{ "optimizer": ["adam", "adamw"] }', /optimizer\.1: .*"adamw"/],
  ["a word for a number", '{ "dropout": "low" }', /dropout: .*Expected number/],
  ["a number out of range", '{ "dropout": { "uniform": [0, 1] } }', /dropout\.uniform\.1: .*Expected <1/],
  ["a fraction above 1", '{ "train_fraction": [0.5, 1.5] }', /train_fraction\.1: /],
  ["a fraction of 0", '{ "train_fraction": 0 }', /train_fraction: /],
  ["a learning rate of 0", '{ "learning_rate": 0 }', /learning_rate: /],
  ["a range backwards", '{ "dropout": { "uniform": [0.5, 0.1] } }', /dropout\.uniform: the lower end/],
  ["a range of three", '{ "dropout": { "uniform": [0.1, 0.2, 0.3] } }', /dropout\.uniform/],
  [
    "a logarithm of 0",
    '{ "l2reg": { "log_uniform": [0, 0.1] } }',
    /l2reg\.log_uniform: log_uniform needs a range above 0/,
  ],
  ["an unknown distribution", '{ "l2reg": { "normal": [0, 1] } }', /l2reg\.(uniform|normal): /],
  [
    "two distributions",
    '{ "l2reg": { "uniform": [0, 1], "log_uniform": [1, 2] } }',
    /l2reg\.uniform: is unknown/,
  ],
  ["an empty list", '{ "w_init": [] }', /w_init: /],
  ["several layouts", '{ "num_units": [8, 16] }', /num_units: .*Expected number/],
  [
    "a learning rate that is infinite in 32 bits",
    '{ "learning_rate": 1e39 }',
    /learning_rate: is beyond the range of 32-bit floating point numbers/,
  ],
  ["an infinite end", '{ "l2reg": { "uniform": [0, 1e39] } }', /l2reg\.uniform\.1: is beyond the range/],
  [
    "a learning rate that is 0 in 32 bits",
    '{ "learning_rate": 1e-50 }',
    /learning_rate: is 0 as a 32-bit floating point number/,
  ],
  ["too many units", '{ "num_units": 1000000000 }', /num_units: .*<=65536/],
  ["too many layers", '{ "num_layers": 1000000000 }', /num_layers: .*<=1000/],
  ["no layers", '{ "num_layers": 0 }', /num_layers: /],
  ["null", '{ "dropout": null }', /dropout: /],
])("%s", (_, text, message) => {
  const parse = () => parseSpace(text, "space.json");
  expect(parse).toThrow(InputError);
  expect(parse).toThrow(message);
});
