import { UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { compileFeatures, FEATURE_FAMILIES, featureTable, registerFeatureFamily } from "../src/index.js";
import { DENSE } from "./layouts.js";
import { distance, sums, zooOfTwo } from "./made-up-families.js";

registerFeatureFamily(sums);
registerFeatureFamily(distance);

describe("registerFeatureFamily", () => {
  it("adds a family to those that names find", async () => {
    expect(Array.from(FEATURE_FAMILIES.keys()).slice(-2)).toEqual(["sums", "probes:distance"]);
    const zoo = zooOfTwo(2);
    const { matrix: found, columns } = await featureTable(
      compileFeatures("layer-norms:1-l1+sums:2", DENSE),
      zoo,
      Int32Array.of(1),
    );
    expect(columns).toEqual(["out/bias:l1", "out/kernel:l1", "sum2"]);
    const row = zoo.weights.data.subarray(DENSE.parameters, 2 * DENSE.parameters);
    expect(found.data[2]).toBeCloseTo(2 * row.reduce((sum, value) => sum + value, 0), 6);
  });

  it("the family's own errors say how its names are written", () => {
    expect(() => compileFeatures("sums:x", DENSE)).toThrow(
      new UsageError(
        "the feature set 'sums:x' has no number for a factor; expected sums:FACTOR, for example sums:2",
      ),
    );
  });

  it("refuses names that are taken or malformed", () => {
    expect(() => registerFeatureFamily(sums)).toThrow("a feature family 'sums' is registered already");
    for (const name of ["", "Sums", "a+b", "a/../b", "-a", "a.b"]) {
      expect(() => registerFeatureFamily({ ...sums, name })).toThrow(UsageError);
    }
  });
});
