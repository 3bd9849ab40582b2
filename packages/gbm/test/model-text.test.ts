import { InputError, matrix, UsageError } from "@weightcast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Booster, trainBooster } from "../src/index.js";

/** Two trees: one with a missing value that goes right, one that is a leaf. */
const TEXT = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=regression
feature_names=first second
feature_infos=[0:2] [-1:1]
tree_sizes=331 102

Tree=0
num_leaves=3
num_cat=0
split_feature=0 1
split_gain=10 5
threshold=0.5 -0.25
decision_type=2 8
left_child=1 -1
right_child=-2 -3
leaf_value=1 2 3
leaf_weight=20 30 50
leaf_count=20 30 50
internal_value=0 0.5
internal_weight=100 70
internal_count=100 70
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
split_feature=
split_gain=
threshold=
decision_type=
left_child=
right_child=
leaf_value=0.25
leaf_weight=
leaf_count=100
shrinkage=1


end of trees

feature_importances:
first=1
second=1
`;

describe("a model's text", () => {
  it("is read as the trees that it describes", () => {
    const booster = Booster.fromText(TEXT);
    expect(booster.featureNames).toEqual(["first", "second"]);
    const x = matrix(Float64Array.of(1, 0, 0.5, -0.25, 0.5, -0.2, 0, Number.NaN, Number.NaN, -9), 5, 2);
    expect(Array.from(booster.predict(x))).toEqual([2.25, 1.25, 3.25, 3.25, 1.25]);
    expect(Array.from(booster.featureImportance("gain"))).toEqual([10, 5]);
    expect(Array.from(booster.featureImportance("split"))).toEqual([1, 1]);
  });

  it("is written with the sizes of its trees in bytes, by which LightGBM finds them", async () => {
    const x = matrix(
      Float64Array.from({ length: 100 }, (_, i) => Math.sin(i)),
      50,
      2,
    );
    const y = Float64Array.from({ length: 50 }, (_, i) => Math.cos(i));
    const text = (await trainBooster(x, y, {}, { rounds: 3, featureNames: ["α", "b:1"] })).toText();
    const sizes = text
      .match(/^tree_sizes=(.*)$/m)![1]!
      .split(" ")
      .map(Number);
    let start = text.indexOf("Tree=0");
    for (const [number, size] of sizes.entries()) {
      expect(text.startsWith(`Tree=${number}\n`, start)).toBe(true);
      start += size;
    }
    expect(text.startsWith("end of trees\n", start)).toBe(true);
    expect(Booster.fromText(text).featureNames).toEqual(["α", "b:1"]);
  });

  it("of a tree can be read by people", () => {
    const booster = Booster.fromText(TEXT);
    expect(booster.treeAsText(0).split("\n")).toEqual([
      "first <= 0.5 (gain 10, 100 rows)",
      "  second <= -0.25 and not NaN (gain 5, 70 rows)",
      "    1 (20 rows)",
      "    3 (50 rows)",
      "  2 (30 rows)",
    ]);
    expect(booster.treeAsText(1)).toBe("0.25 (100 rows)");
    expect(() => booster.treeAsText(2)).toThrow(new RangeError("there is no tree 2: there are 2"));
  });

  it("is read with Windows line ends", () => {
    expect(Booster.fromText(TEXT.replaceAll("\n", "\r\n")).trees).toHaveLength(2);
  });

  it("keeps a threshold of infinity", () => {
    const text = TEXT.replace("threshold=0.5 -0.25", "threshold=0.5 inf");
    expect(Booster.fromText(text).trees[0]!.threshold[1]).toBe(Number.POSITIVE_INFINITY);
    expect(Booster.fromText(text).toText()).toContain("threshold=0.5 inf\n");
  });

  it.each([
    ["split_gain=10 5", "split_gain=inf nan"],
    ["leaf_weight=20 30 50", "leaf_weight=nan inf -inf"],
    ["internal_value=0 0.5", "internal_value=-nan inf"],
  ])("is read and written with numbers that no prediction needs: %s as %s", (from, to) => {
    const booster = Booster.fromText(TEXT.replace(from, to));
    expect(Booster.fromText(booster.toText()).trees).toEqual(booster.trees);
    expect(booster.toText()).toContain(`${to.replace("-nan", "nan")}\n`);
  });

  it("of version 2 is read without its end mark, as LightGBM 2.0 to 2.2 wrote it", () => {
    const old = TEXT.replace("version=v4", "version=v2").replace("end of trees\n\n", "");
    const x = matrix(Float64Array.of(1, 0, 0, 1), 2, 2);
    for (const text of [old, old.replace("feature_importances:", "feature importances:")]) {
      expect(Booster.fromText(text).predict(x)).toEqual(Booster.fromText(TEXT).predict(x));
    }
    const cut = old.slice(0, old.indexOf("Tree=1"));
    expect(() => Booster.fromText(cut)).toThrow("tree_sizes holds 2 entries, not 1");
    expect(() => Booster.fromText(old.slice(0, old.indexOf("leaf_value=0.25")))).toThrow(InputError);
  });

  it("predicts only as many columns as it knows", () => {
    const x = matrix(new Float64Array(3), 1, 3);
    expect(() => Booster.fromText(TEXT).predict(x)).toThrow(
      new UsageError("the model takes 2 columns, not 3"),
    );
  });
});

describe("a damaged model", () => {
  it.each([
    ["of another format", "tree\n", "graph\n", "line 1: a LightGBM model begins with 'tree'"],
    ["cut short", /end of trees[\s\S]*/, "", "line 46: the file ends before 'end of trees'"],
    ["of another version", "v4", "v9", "line 2: version is none of v2, v3, v4"],
    [
      "of more classes than trees",
      "num_tree_per_iteration=1",
      "num_tree_per_iteration=3",
      "line 4: num_tree_per_iteration is 3, which does not divide 2 trees",
    ],
    [
      "of other classes than its objective",
      "objective=regression",
      "objective=multiclass num_class:3",
      "line 7: objective 'multiclass num_class:3' has 3 scores a row, but num_tree_per_iteration is 1",
    ],
    ["without features", /max_feature_idx=1\n/, "", "line 1: max_feature_idx is missing"],
    ["with too few names", "first second", "first", "line 8: feature_names holds 1 entries, not 2"],
    [
      "with a huge feature count",
      "idx=1",
      "idx=2000000000",
      "line 8: feature_names holds 2 entries, not 2000000001",
    ],
    [
      "of another objective",
      "=regression",
      "=survival sigmoid:1",
      "line 7: objective 'survival sigmoid:1' is none of regression, ",
    ],
    [
      "with a setting out of range",
      "=regression",
      "=binary sigmoid:0",
      "line 7: objective 'binary sigmoid:0' cannot be read: sigmoid is a number above 0, not 0",
    ],
    ["without a tree", /Tree=1[\s\S]*(?=end of)/, "", "line 10: tree_sizes holds 2 entries, not 1"],
    ["out of order", "Tree=1", "Tree=7", "line 31: Tree is not 1: trees are missing or out of order"],
    [
      "with huge leaf counts",
      "num_leaves=3",
      "num_leaves=2000000000",
      "line 15: split_feature holds 2 entries, not 1999999999",
    ],
    [
      "with no leaves",
      "num_leaves=3",
      "num_leaves=0",
      "line 13: num_leaves is 0, not a whole number from 1 to",
    ],
    ["that says a thing twice", "num_cat=0", "num_cat=0\nnum_cat=0", "line 15: 'num_cat' is given twice"],
    [
      "with sets of categories that are missing",
      "num_cat=0",
      "num_cat=1",
      "line 12: cat_boundaries is missing",
    ],
    [
      "with more sets of categories than splits",
      "num_cat=0",
      "num_cat=3",
      "line 14: num_cat is 3, not a whole number from 0 to 2",
    ],
    [
      "with sets of categories in disorder",
      "num_cat=0",
      "num_cat=2\ncat_boundaries=0 2 1\ncat_threshold=1",
      "line 15: cat_boundaries falls from entry 1 to entry 2",
    ],
    [
      "with a set of categories that is no bits",
      "num_cat=0",
      "num_cat=1\ncat_boundaries=0 1\ncat_threshold=4294967296",
      "line 16: cat_threshold holds 4294967296, not a whole number below 2^32",
    ],
    ["with linear leaves that are missing", "is_linear=0", "is_linear=1", "line 12: num_features is missing"],
    [
      "with a linear leaf of an unknown feature",
      "is_linear=0",
      "is_linear=1\nleaf_const=1 2 3\nnum_features=1 0 0\nleaf_features=2   \nleaf_coeff=1   ",
      "line 30: leaf_features holds 2, not a whole number from 0 to 1",
    ],
    [
      "with an unknown feature",
      "split_feature=0 1",
      "split_feature=0 2",
      "line 15: split_feature holds 2, not a whole number from 0 to 1",
    ],
    [
      "with words for numbers",
      "threshold=0.5 -0.25",
      "threshold=0.5 x",
      "line 17: threshold holds 'x', not a finite number",
    ],
    [
      "with nan",
      "leaf_value=1 2 3",
      "leaf_value=1 nan 3",
      "line 21: leaf_value holds 'nan', not a finite number",
    ],
    [
      "with too few values",
      "leaf_value=1 2 3",
      "leaf_value=1 2",
      "line 21: leaf_value holds 2 entries, not 3",
    ],
    [
      "with double spaces",
      "leaf_value=1 2 3",
      "leaf_value=1  3",
      "line 21: leaf_value holds '', not a finite number",
    ],
    [
      "with a categorical split",
      "decision_type=2 8",
      "decision_type=1 8",
      "line 18: decision_type 1 is a categorical split: its threshold 0.5 is none of the 0 sets of categories",
    ],
    [
      "with an unknown missing type",
      "decision_type=2 8",
      "decision_type=12 8",
      "line 18: decision_type 12 has an unknown missing type",
    ],
    [
      "with a child out of range",
      "left_child=1 -1",
      "left_child=2 -1",
      "line 19: left_child holds 2, not a whole number from -3 to 1",
    ],
    [
      "with a leaf out of range",
      "right_child=-2 -3",
      "right_child=-2 -4",
      "line 20: right_child holds -4, not",
    ],
    [
      "with a split under itself",
      "left_child=1 -1",
      "left_child=0 -1",
      "line 19: left_child makes split 0 the child of two splits, or of itself",
    ],
    [
      "with a leaf of two splits",
      "right_child=-2 -3",
      "right_child=-2 -2",
      "line 20: right_child makes leaf 1 the child of two splits",
    ],
    [
      "with a cycle out of reach",
      /left_child=1 -1\nright_child=-2 -3/,
      "left_child=-1 1\nright_child=-2 -3",
      "line 19: left_child leaves a part of the tree out of reach",
    ],
  ])("%s is an error that names the line", (_, from, to, message) => {
    const damaged = TEXT.replace(from, to);
    expect(damaged).not.toBe(TEXT);
    expect(() => Booster.fromText(damaged, "model.txt")).toThrow(InputError);
    expect(() => Booster.fromText(damaged, "model.txt")).toThrow(`model.txt: ${message}`);
  });

  it("is read or refused, whatever the damage, and what is read can predict", () => {
    const x = matrix(Float64Array.of(0, 0, 1, Number.NaN), 2, 2);
    const position = fc.nat({ max: TEXT.length - 1 });
    const piece = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom("-", "9", "\n", " ", "=", "1e999", "inf"),
    );
    fc.assert(
      fc.property(position, fc.nat({ max: 4 }), piece, (at, removed, inserted) => {
        const damaged = TEXT.slice(0, at) + inserted + TEXT.slice(at + removed);
        try {
          const booster = Booster.fromText(damaged);
          if (booster.featureNames.length === 2) expect(booster.predict(x)).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
