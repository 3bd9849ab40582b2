import { CancelledError, matrixRows } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { Booster, partialDependence } from "../src/index.js";
import { goldenMatrix, goldenText } from "./golden-files.js";

const x = matrixRows(goldenMatrix("missing-x.npy"), 0, 12);
const booster = Booster.fromText(goldenText("missing.txt"));
const classes = Booster.fromText(goldenText("multiclass.txt"));
const width = x.columns + 1;

/** The mean prediction of trees where only the columns of a set are known, by the definition of TreeSHAP. */
function conditional(row: number, known: ReadonlySet<number>): number {
  return booster.trees.reduce((sum, tree) => {
    const walk = (node: number): number => {
      if (node < 0) return tree.leafValue[~node]!;
      const [left, right] = [tree.leftChild[node]!, tree.rightChild[node]!];
      if (known.has(tree.splitFeature[node]!)) {
        const value = x.data[row * x.stride + tree.splitFeature[node]!]!;
        const type = tree.decisionType[node]!;
        const missing = Number.isNaN(value) ? type >> 2 === 2 : false;
        const goesLeft = missing
          ? (type & 2) !== 0
          : (Number.isNaN(value) ? 0 : value) <= tree.threshold[node]!;
        return walk(goesLeft ? left : right);
      }
      const rows = (child: number) => (child < 0 ? tree.leafCount[~child]! : tree.internalCount[child]!);
      return (rows(left) * walk(left) + rows(right) * walk(right)) / tree.internalCount[node]!;
    };
    return sum + walk(0);
  }, 0);
}

describe("interactions", () => {
  it.each([
    ["of one score", booster],
    ["of several scores", classes],
  ])("%s sum to the contributions, and are symmetric", (_, model) => {
    const contributions = model.predictContributions(x);
    const interactions = model.predictInteractions(x);
    for (let line = 0; line < x.rows * model.outputs; line++) {
      const of = (i: number, j: number) => interactions[(line * width + i) * width + j]!;
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let j = 0; j < width; j++) {
          sum += of(i, j);
          expect(of(i, j)).toBeCloseTo(of(j, i), 12);
        }
        expect(sum).toBeCloseTo(contributions[line * width + i]!, 10);
      }
    }
  });

  it("are what the definition says", () => {
    const interactions = booster.predictInteractions(matrixRows(x, 0, 1));
    const columns = Array.from({ length: x.columns }, (_, i) => i);
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    for (const [i, j] of [
      [0, 1],
      [2, 5],
    ] as const) {
      const others = columns.filter((column) => column !== i && column !== j);
      let expected = 0;
      for (let mask = 0; mask < 1 << others.length; mask++) {
        const subset = others.filter((_, bit) => ((mask >> bit) & 1) === 1);
        const at = (...more: number[]) => conditional(0, new Set([...subset, ...more]));
        const weight =
          (factorial(subset.length) * factorial(x.columns - subset.length - 2)) / factorial(x.columns - 1);
        expected += (weight / 2) * (at(i, j) - at(i) - at(j) + at());
      }
      expect(interactions[i * width + j]).toBeCloseTo(expected, 10);
    }
  });
});

describe("contributions in parallel", () => {
  const all = goldenMatrix("missing-x.npy");

  it.each([1, 2])("by %i threads are those of one call", async (threads) => {
    for (const model of [booster, classes]) {
      const together = model.predictContributions(all);
      expect(await model.predictContributionsInParallel(all, { threads })).toEqual(together);
      const options = { threads, firstRound: 1, rounds: 2 };
      expect(await model.predictContributionsInParallel(all, options)).toEqual(
        model.predictContributions(all, options),
      );
    }
  });

  it("of sets of categories and of f64 are the same", async () => {
    const model = Booster.fromText(goldenText("categories.txt"));
    const given = goldenMatrix("categories-x.npy");
    const f64 = { ...given, data: Float64Array.from(given.data) };
    expect(await model.predictContributionsInParallel(f64, { threads: 2 })).toEqual(
      model.predictContributions(given),
    );
  });

  it("can be cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(booster.predictContributionsInParallel(all, { signal })).rejects.toThrow(CancelledError);
  });
});

it("the importance by contributions is their mean size", () => {
  const contributions = booster.predictContributions(x);
  const importance = booster.contributionImportance(x);
  for (let column = 0; column < x.columns; column++) {
    let sum = 0;
    for (let row = 0; row < x.rows; row++) sum += Math.abs(contributions[row * width + column]!);
    expect(importance[column]).toBeCloseTo(sum / x.rows, 12);
  }
});

describe("partialDependence", () => {
  it("is the mean prediction where a column has one value in all rows", () => {
    const { values, means } = partialDependence(booster, x, 0, { values: [1, -1] });
    expect(Array.from(values)).toEqual([-1, 1]);
    for (const [point, value] of values.entries()) {
      const changed = { ...x, data: x.data.map((old, i) => (i % x.stride === 0 ? value : old)) };
      const expected = booster.predict(changed).reduce((sum, prediction) => sum + prediction / x.rows, 0);
      expect(means[point]).toBeCloseTo(expected, 12);
    }
  });

  it("takes quantiles of the column, and every output", () => {
    const { values, means } = partialDependence(classes, x, 1);
    expect(values.length).toBeGreaterThan(3);
    expect(Array.from(values)).toEqual(Array.from(values).sort((a, b) => a - b));
    expect(means.length).toBe(values.length * classes.outputs);
    const sums = Array.from(values, (_, i) =>
      means.subarray(i * classes.outputs, (i + 1) * classes.outputs).reduce((sum, mean) => sum + mean, 0),
    );
    for (const sum of sums) expect(sum).toBeCloseTo(1, 10);
  });

  it("refuses a column that there is not", () => {
    expect(() => partialDependence(booster, x, 6)).toThrow("column 6 is out of range (0 to 5)");
  });
});

describe("treeAsSvg", () => {
  it("draws a box for each split and leaf, and a line to each child", () => {
    const svg = booster.treeAsSvg(0);
    const { splitFeature, leafValue } = booster.trees[0]!;
    expect(svg.match(/<rect /g)).toHaveLength(splitFeature.length + leafValue.length);
    expect(svg.match(/<line /g)).toHaveLength(2 * splitFeature.length);
    expect(svg).toContain("Column_0 ≤ ");
    expect(svg).toContain(" or missing");
  });

  it("draws categories and a tree of one leaf, and escapes names", () => {
    const text = goldenText("categories.txt").replace("Column_1 ", "a<b&c ");
    const svg = Array.from({ length: 10 }, (_, tree) => Booster.fromText(text).treeAsSvg(tree)).join("");
    expect(svg).toContain("a&lt;b&amp;c in ");
    expect(Booster.fromText(goldenText("constant.txt")).treeAsSvg(0)).toContain("leaf 0");
    expect(() => booster.treeAsSvg(99)).toThrow(new RangeError("there is no tree 99: there are 20"));
  });
});
