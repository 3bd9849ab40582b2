import { UsageError } from "@weightcast/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFeatureSet } from "./feature-set-name.js";

test("every form is read", () => {
  expect(
    parseFeatureSet(
      "weights+weights.12+wstats-glob+wstats-layers:3,0-qts:2.5,100+wnorm-layers:1-l1+wnorm-layers:0,1-l2+hyper+hyper.l2reg",
    ).map(({ family, request }) => [family.name, request]),
  ).toEqual([
    ["weights", { layer: undefined }],
    ["weights", { layer: 12 }],
    ["wstats-glob", {}],
    ["wstats-layers", { layers: [3, 0], percentiles: [2.5, 100] }],
    ["wnorm-layers", { layers: [1], order: 1 }],
    ["wnorm-layers", { layers: [0, 1], order: 2 }],
    ["hyper", { name: undefined }],
    ["hyper", { name: "l2reg" }],
  ]);
});

test("every plain form is read", () => {
  const quartiles = [0, 25, 50, 75, 100];
  expect(
    parseFeatureSet(
      "layer-statistics+layer-statistics:3,0+layer-statistics-qts:5+layer-statistics:1-qts:5,95+layer-statistics:last-2-qts:5+layer-statistics:over-layers+spectral+spectral:first-3+network-statistics+network-statistics-qts:50+layer-norms+layer-norms:2-l1+layer-norms-l1+hyperparameters+hyperparameters.l2reg",
    ).map(({ family, request }) => [family.name, request]),
  ).toEqual([
    ["layer-statistics", { choice: { kind: "numbers", layers: undefined }, percentiles: quartiles }],
    ["layer-statistics", { choice: { kind: "numbers", layers: [3, 0] }, percentiles: quartiles }],
    ["layer-statistics", { choice: { kind: "numbers", layers: undefined }, percentiles: [5] }],
    ["layer-statistics", { choice: { kind: "numbers", layers: [1] }, percentiles: [5, 95] }],
    ["layer-statistics", { choice: { kind: "last", count: 2 }, percentiles: [5] }],
    ["layer-statistics", { choice: { kind: "over-layers" }, percentiles: quartiles }],
    ["spectral", { kind: "numbers", layers: undefined }],
    ["spectral", { kind: "first", count: 3 }],
    ["network-statistics", { percentiles: quartiles }],
    ["network-statistics", { percentiles: [50] }],
    ["layer-norms", { layers: undefined, order: 2 }],
    ["layer-norms", { layers: [2], order: 1 }],
    ["layer-norms", { layers: undefined, order: 1 }],
    ["hyperparameters", { name: undefined }],
    ["hyperparameters", { name: "l2reg" }],
  ]);
});

test("any layers and percentiles come back in their order", () => {
  const layers = fc.uniqueArray(fc.nat(), { minLength: 1 });
  const percentiles = fc.uniqueArray(
    fc.integer({ min: 0, max: 1000 }).map((tenth) => tenth / 10),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(layers, percentiles, (layers, percentiles) => {
      const part = `wstats-layers:${layers}-qts:${percentiles}`;
      const [{ text, request } = {}, ...others] = parseFeatureSet(part);
      expect([text, request, others]).toEqual([part, { layers, percentiles }, []]);
    }),
  );
});

const statisticsForm =
  "expected wstats-layers:LAYERS-qts:PERCENTILES, for example wstats-layers:0,3-qts:0,25,50,75,100";

test.each([
  ["wstat-glob", "unknown feature set 'wstat-glob'; did you mean 'wstats-glob'?"],
  ["hyper+weight.0", "unknown feature set 'weight'; did you mean 'weights'?"],
  ["wstats-layer:0,3-qts:50", "unknown feature set 'wstats-layer'; did you mean 'wstats-layers'?"],
  ["constructor", "unknown feature set 'constructor'"],
  ["", "the feature set '' has an empty part; expected names joined by '+', e.g. hyper+weights"],
  ["hyper++weights", "the feature set 'hyper++weights' has an empty part"],
  ["weights:0", "'weights:0' is malformed; expected weights or weights.LAYER, for example weights.0"],
  ["weights.", "'weights.' has '' where a layer number should stand"],
  ["weights.0,1", "'weights.0,1' has '0,1' where a layer number should stand"],
  ["weights.-1", "'weights.-1' has '-1' where a layer number should stand"],
  ["wstats-glob:0", "'wstats-glob:0' is malformed; expected wstats-glob alone"],
  ["wstats-layers:0,3", `'wstats-layers:0,3' is malformed; ${statisticsForm}`],
  ["wstats-layers:0,3-qts:", `has '' where a percentile should stand; ${statisticsForm}`],
  ["wstats-layers:-qts:50", "has '' where a layer number should stand"],
  ["wstats-layers:0,x-qts:50", "has 'x' where a layer number should stand"],
  ["wstats-layers:0-qts:5O", "has '5O' where a percentile should stand"],
  ["wstats-layers:0-qts:0,100.5", "has the percentile 100.5, outside [0, 100]"],
  ["wstats-layers:0-qts:-5", "has the percentile -5, outside [0, 100]"],
  ["wstats-layers:0,3,0-qts:50", "names layer 0 twice"],
  ["wstats-layers:0-qts:50,50.0", "names percentile 50 twice"],
  [
    "wnorm-layers:0-l3",
    "is malformed; expected wnorm-layers:LAYERS-l1 or -l2, for example wnorm-layers:0,3-l2",
  ],
  ["wnorm-layers:1,1-l2", "names layer 1 twice"],
  ["layer-statistics:", "has '' where a layer number should stand; expected layer-statistics[:LAYERS]"],
  ["layer-statistics:0-qts:101", "has the percentile 101, outside [0, 100]"],
  ["layer-norms-l3", "'layer-norms-l3' is malformed; expected layer-norms[:LAYERS][-l1 or -l2]"],
  ["hyper.", "'hyper.' is malformed; expected hyper or hyper.NAME, for example hyper.learning_rate"],
])("'%s' is refused", (set, message) => {
  expect(() => parseFeatureSet(set)).toThrow(UsageError);
  expect(() => parseFeatureSet(set)).toThrow(message);
});
