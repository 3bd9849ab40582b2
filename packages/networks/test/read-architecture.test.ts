import { InputError, matrix, UsageError } from "@weightcast/core";
import { type Column, Metrics, memorySource, StoredZoo } from "@weightcast/zoo";
import { describe, expect, it } from "vitest";
import {
  type Architecture,
  architectureText,
  inferArchitecture,
  layoutOf,
  parseArchitecture,
  parseLayers,
  readLayers,
  smallCnn,
  smallFcn,
} from "../src/index.js";
import { MIXED, NORMALISED } from "./architectures.js";

describe("layers as JSON", () => {
  it("have the defaults of their kinds; the last is not activated", () => {
    const layers = [
      { kind: "conv2d", filters: 8 },
      { kind: "batchNorm", name: "norm" },
      { kind: "globalMean" },
      { kind: "dense", units: 5 },
      { kind: "dense", units: 3 },
    ];
    const expected = [
      { kind: "conv2d", filters: 8, kernelSize: [3, 3], stride: 1, activated: true },
      { kind: "batchNorm", name: "norm", epsilon: 1e-3, activated: false },
      { kind: "globalMean" },
      { kind: "dense", units: 5, activated: true },
      { kind: "dense", units: 3, activated: false },
    ];
    expect(parseLayers(JSON.stringify(layers))).toEqual(expected);
    expect(parseLayers(JSON.stringify({ layers }))).toEqual(expected);
  });

  it.each(Object.entries({ ...MIXED, ...NORMALISED }))("round trip: %s", (_, architecture) => {
    expect(parseArchitecture(JSON.stringify(architecture))).toEqual(architecture);
  });

  it.each<[string, RegExp]>([
    ["[", /^layers\.json: is not JSON: /],
    ["3", /layers: is not a list of layers/],
    ["{}", /layers: is not a list of layers/],
    ["[]", /layers: is empty/],
    ['{ "layers": [], "input": 1 }', /input: is unknown/],
    ["[1]", /layers\.0: is not an object/],
    ['[{ "kind": "conv2" }]', /layers\.0\.kind: 'conv2' is no kind of layer; did you mean 'conv2d'\?/],
    ['[{ "kind": { "toString": 1 } }]', /layers\.0\.kind: '\{"toString":1\}' is no kind of layer/],
    ['[{ "units": 1 }]', /layers\.0\.kind: is missing/],
    ['[{ "kind": "__proto__" }]', /layers\.0\.kind: '__proto__' is no kind of layer/],
    ['[{ "kind": "flatten" }, { "kind": "dense" }]', /layers\.1\.units: /],
    ['[{ "kind": "conv2d", "filters": 0 }]', /layers\.0\.filters: .*>=1/],
    ['[{ "kind": "conv2d", "filters": 1e30 }]', /layers\.0\.filters: .*<=999999999/],
    ['[{ "kind": "conv2d", "filters": 4, "kernelSize": [3] }]', /layers\.0\.kernelSize/],
    ['[{ "kind": "conv2d", "filters": 4, "kernelSize": [3, 2.5] }]', /layers\.0\.kernelSize\.1: .*integer/],
    ['[{ "kind": "conv2d", "filters": 4, "strides": 2 }]', /layers\.0\.strides: is unknown/],
    ['[{ "kind": "batchNorm", "epsilon": -1 }]', /layers\.0\.epsilon: /],
    ['[{ "kind": "dense", "units": 4, "name": "a/b" }]', /layers\.0\.name: is a word without slashes/],
    ['[{ "kind": "dense", "units": 4, "activated": "relu" }]', /layers\.0\.activated: .*boolean/],
  ])("%s is refused with its place", (text, message) => {
    const parse = () => parseLayers(text, "layers.json");
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(/^layers\.json: /);
  });

  it("that are no JSON text are refused by UsageErrors", () => {
    expect(() => readLayers([{ kind: "dense", units: "10" }])).toThrow(UsageError);
  });

  it.each<[string, RegExp]>([
    ["[]", /is not an object with input and layers/],
    ['{ "layers": [{ "kind": "flatten" }] }', /input: /],
    ['{ "input": { "height": 28, "width": 28 }, "layers": [] }', /input\.channels: /],
    [
      '{ "input": { "height": 28, "width": 28, "channels": 1 }, "layers": [{ "kind": "x" }] }',
      /layers\.0\.kind/,
    ],
  ])("an architecture as %s is refused", (text, message) => {
    expect(() => parseArchitecture(text, "metrics.csv")).toThrow(message);
  });
});

describe("the architecture of a zoo", () => {
  /** A zoo of two networks whose metrics have these texts as `config.architecture`. */
  function zooOf(architecture: Architecture, texts?: readonly string[]) {
    const layout = layoutOf(architecture);
    const categories = Array.from(new Set(texts));
    const codes = Int32Array.from(texts ?? [], (text) => categories.indexOf(text));
    const metrics = new Metrics(
      new Map<string, Column>([
        ["checkpoint", { kind: "text", values: ["zoo/a/c-0", "zoo/a/c-1"] }],
        ["step", { kind: "integer", values: Int32Array.of(0, 1) }],
        ...(texts === undefined
          ? []
          : [["config.architecture", { kind: "category", codes, categories }] as const]),
      ]),
    );
    const weights = matrix(new Float32Array(2 * layout.parameters), 2, layout.parameters);
    return new StoredZoo("zoo", layout, metrics, memorySource(weights));
  }

  it.each<[string, Architecture]>([
    ["a published cnn", smallCnn({ side: 28 })],
    ["a cnn with batch normalisation", smallCnn({ side: 28, batchNorm: true, units: 5 })],
    ["a dense network", smallFcn({ side: 32, channels: 3 })],
  ])("of %s is told by its layout alone", (_, architecture) => {
    expect(architectureText(architecture)).toBeUndefined();
    const told = inferArchitecture(zooOf(architecture).layout);
    expect(told).toEqual(inferArchitecture(layoutOf(architecture)));
    expect(layoutOf(told.architecture!)).toEqual(layoutOf(architecture));
  });

  it.each<[string, Architecture]>([
    ["another stride", smallCnn({ side: 28, stride: 3 })],
    ["images of 32 x 32", smallCnn({ side: 32, channels: 3 })],
    ...Object.entries(MIXED),
    ...Object.entries(NORMALISED),
  ])("of %s is told by its text", (_, architecture) => {
    const text = architectureText(architecture);
    if (text === undefined) throw new Error("expected a text");
    expect(inferArchitecture(zooOf(architecture, [text, text]).layout)).toEqual({ architecture });
    // Rows that differ tell nothing.
    expect(zooOf(architecture, [text, "{}"]).layout.architecture).toBeUndefined();
  });

  it("is not known where its text tells of other weights, or is no architecture", () => {
    const told = (text: string) =>
      inferArchitecture(zooOf(smallCnn({ side: 28 }), [text, text]).layout).reason;
    expect(told(JSON.stringify(smallFcn({ side: 28 })))).toMatch(/has the shape/);
    expect(told(JSON.stringify(smallCnn({ side: 28, layers: 2 })))).toMatch(
      /8 tensors, where the layers have 6/,
    );
    expect(told(JSON.stringify(smallCnn({ side: 28, units: 8 })))).toMatch(/has the shape/);
    expect(told("{")).toMatch(/config\.architecture: is not JSON/);
    expect(told("3")).toMatch(/is not an object with input and layers/);
  });
});
