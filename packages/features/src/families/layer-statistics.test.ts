import { createLayout } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { compileFeatures } from "../compile-features.js";
import { layerStatistics } from "./layer-statistics.js";

test("the statistics of every layer of a layout", () => {
  const layout = createLayout([
    { name: "a/bias:0", start: 0, end: 2, shape: [2] },
    { name: "b/kernel:0", start: 2, end: 8, shape: [3, 2] },
  ]);
  expect(layerStatistics(layout)).toBe("wstats-layers:0,1-qts:0,25,50,75,100");
  expect(compileFeatures(layerStatistics(layout), layout).columns).toHaveLength(14);
  expect(compileFeatures("layer-statistics", layout).columns).toEqual(
    compileFeatures(layerStatistics(layout), layout).columns,
  );
});
