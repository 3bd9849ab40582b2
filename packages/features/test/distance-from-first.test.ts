import { matrix, matrixRow, UsageError } from "@weightcast/core";
import { type Column, Metrics, memorySource, StoredZoo } from "@weightcast/zoo";
import { describe, expect, it } from "vitest";
import { compileFeatures, featureTable } from "../src/index.js";
import { DENSE, featuresOf } from "./layouts.js";

/** Two runs whose rows alternate and whose first checkpoints are not their first rows. */
function zooOfRuns(steps: readonly number[] = [3, 20, 1, 10]): StoredZoo {
  const data = Float32Array.from({ length: 4 * DENSE.parameters }, (_, i) => Math.sin(i) + i / 10);
  const checkpoints = steps.map((step, row) => `zoo/${row % 2}/ckpt-${step}`);
  const columns = new Map<string, Column>([
    ["checkpoint", { kind: "text", values: checkpoints }],
    ["step", { kind: "integer", values: Int32Array.from(steps) }],
  ]);
  const weights = matrix(data, 4, DENSE.parameters);
  return new StoredZoo("runs", DENSE, new Metrics(columns), memorySource(weights));
}

const ALL_ROWS = Int32Array.of(0, 1, 2, 3);

describe("distance-from-first", () => {
  it("is the norm of the difference from the checkpoint of the least step, of each tensor and of all together", async () => {
    const zoo = zooOfRuns();
    const set = compileFeatures("distance-from-first", DENSE);
    const { columns, matrix: found } = await featureTable(set, zoo, ALL_ROWS);
    expect(columns).toEqual([
      "hidden/kernel:distance",
      "hidden/kernel:relative-distance",
      "hidden/bias:distance",
      "hidden/bias:relative-distance",
      "out/kernel:distance",
      "out/kernel:relative-distance",
      "out/bias:distance",
      "out/bias:relative-distance",
      "all:distance",
    ]);
    const blocks = zoo.blocks()[Symbol.asyncIterator]();
    const weights = (await blocks.next()).value?.weights;
    if (weights === undefined) throw new Error("the zoo has no rows");
    for (const [row, origin] of [2, 3, 2, 3].entries()) {
      const values = Array.from(matrixRow(found, row));
      const [own, first] = [matrixRow(weights, row), matrixRow(weights, origin)];
      const normOf = (start: number, end: number, of: (i: number) => number) =>
        Math.hypot(...Array.from({ length: end - start }, (_, i) => of(start + i)));
      const expected = DENSE.tensors.flatMap(({ start, end }) => {
        const moved = normOf(start, end, (i) => (own[i] ?? 0) - (first[i] ?? 0));
        const norms = normOf(start, end, (i) => own[i] ?? 0) + normOf(start, end, (i) => first[i] ?? 0);
        return [moved, moved === 0 ? 0 : moved / norms];
      });
      const all = normOf(0, DENSE.parameters, (i) => (own[i] ?? 0) - (first[i] ?? 0));
      values.forEach((value, i) => {
        expect(value, columns[i]).toBeCloseTo([...expected, all][i] ?? Number.NaN, 12);
      });
      if (row === origin) expect(values.every((value) => value === 0)).toBe(true);
      else expect(values.every((value) => value > 0)).toBe(true);
    }
  });

  it("gives the same for some rows as for all, also beside other features and for a choice of layers", async () => {
    const zoo = zooOfRuns();
    const name = "layer-norms:1+distance-from-first:0+distance-from-first:last-1";
    const set = compileFeatures(name, DENSE);
    const all = await featureTable(set, zoo, ALL_ROWS);
    const one = await featureTable(set, zoo, Int32Array.of(1));
    expect(Array.from(one.matrix.data)).toEqual(Array.from(matrixRow(all.matrix, 1)));
    const whole = await featureTable(compileFeatures("distance-from-first", DENSE), zoo, ALL_ROWS);
    const column = (of: typeof all, wanted: string) =>
      of.matrix.data[of.columns.indexOf(wanted) + of.columns.length];
    expect(column(all, "last-0/kernel:distance")).toBe(column(whole, "out/kernel:distance"));
    expect(column(all, "hidden/bias:relative-distance")).toBe(column(whole, "hidden/bias:relative-distance"));
    expect(all.columns).not.toContain("all:distance");
  });

  it("is NaN where a weight is NaN, and a tensor of zeros that stays so has not moved", async () => {
    const set = compileFeatures("distance-from-first", DENSE);
    const out = matrix(new Float64Array(9), 1, 9);
    const origins = matrix(new Float32Array(DENSE.parameters), 1, DENSE.parameters);
    const weights = new Float32Array(DENSE.parameters);
    weights[0] = Number.NaN;
    await set.extract(matrix(weights, 1, DENSE.parameters), out, { origins });
    expect(Array.from(out.data)).toEqual([Number.NaN, Number.NaN, 0, 0, 0, 0, 0, 0, Number.NaN]);
    expect(set.normsOverLayers).toEqual(new Set(["all:distance"]));
  });

  it("is refused without first checkpoints, of another shape, and where each run has one checkpoint", async () => {
    await expect(
      featuresOf("distance-from-first", DENSE, new Float32Array(DENSE.parameters)),
    ).rejects.toThrow(
      new UsageError(
        "the feature set 'distance-from-first' needs the first checkpoint of each network's run, which a zoo of whole runs holds",
      ),
    );
    const set = compileFeatures("distance-from-first", DENSE);
    const weights = matrix(new Float32Array(2 * DENSE.parameters), 2, DENSE.parameters);
    const origins = matrix(new Float32Array(DENSE.parameters), 1, DENSE.parameters);
    await expect(set.extract(weights, matrix(new Float64Array(18), 2, 9), { origins })).rejects.toThrow(
      "origins is 1 x 13, not 2 x 13",
    );
    const zoo = zooOfRuns();
    const metrics = new Metrics(
      new Map<string, Column>([
        ["checkpoint", { kind: "text", values: ["a/0/1", "a/1/1", "a/2/1", "a/3/1"] }],
        ["step", { kind: "integer", values: new Int32Array(4) }],
      ]),
    );
    const single = new StoredZoo(
      "singles",
      DENSE,
      metrics,
      memorySource(matrix(new Float32Array(4 * DENSE.parameters), 4, DENSE.parameters)),
    );
    await expect(featureTable(set, single, ALL_ROWS)).rejects.toThrow(
      "compare checkpoints with the first one of their run, and each run of singles has one checkpoint",
    );
    await expect(featureTable(set, zoo, ALL_ROWS)).resolves.toMatchObject({ columns: set.columns });
  });
});
