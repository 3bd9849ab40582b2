import { UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { CHECKPOINT_CHOICES, selectCheckpoints, selectRows, selectWhere } from "../src/index.js";
import { metricsOf, smallMetrics, smallZoo } from "./small-zoo.js";

/** Two whole runs of steps 0, 1, 18, 2, 3, and one that stopped after 0 and 1. */
const metrics = smallMetrics(12);
const selected = (choice: string) => Array.from(selectCheckpoints(metrics, choice));

describe("checkpoints", () => {
  test.each([
    ["all", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    ["final", [2, 7, 11]],
    ["early", [0, 5, 10]],
    // Of steps 0, 1, 2, 3, 18 the third; of 0, 1 the second.
    ["middle", [3, 8, 11]],
    ["trained", [1, 2, 3, 4, 6, 7, 8, 9, 11]],
    ["step:1", [1, 6, 11]],
    ["step:18", [2, 7]],
  ])("%s", (choice, rows) => {
    expect(selected(choice)).toEqual(rows);
  });

  test("runs whose rows are not together", () => {
    const scattered = metricsOf(
      ",step,test_accuracy\nz/1/c-0,0,0\nz/10/c-0,0,0\nz/1/c-9,9,0\nz/10/c-10,10,0\nz/1/c-10,10,0\nz/10/c-9,9,0\n",
    );
    expect(Array.from(selectCheckpoints(scattered, "final"))).toEqual([3, 4]);
    expect(Array.from(selectCheckpoints(scattered, "middle"))).toEqual([2, 5]);
  });

  test("no rows", () => {
    for (const choice of CHECKPOINT_CHOICES) {
      if (choice !== "step:N") expect(selectCheckpoints(smallMetrics(0), choice)).toHaveLength(0);
    }
  });

  test.each([
    ["step:4", "no checkpoint of metrics.csv has step 4; the steps that occur: 0, 1, 2, 3, 18"],
    [
      "fnal",
      "unknown checkpoint choice 'fnal'; did you mean 'final'? Known: final, early, middle, all, trained, step:N",
    ],
    ["step:x", "did you mean 'step:N'?"],
    ["step:-1", "unknown checkpoint choice 'step:-1'"],
    ["", "unknown checkpoint choice ''"],
  ])("'%s' is refused", (choice, problem) => {
    expect(() => selected(choice)).toThrow(UsageError);
    expect(() => selected(choice)).toThrow(problem);
  });
});

describe("rows that match an expression", () => {
  const rows = Int32Array.from({ length: 12 }, (_, row) => row);
  const matching = (expression: string) => Array.from(selectWhere(metrics, rows, expression));

  test.each([
    ["step = 18", [2, 7]],
    ["step==18", [2, 7]],
    ["step != 0 and step<3", [1, 3, 6, 8, 11]],
    ["step >= 3", [2, 4, 7, 9]],
    ["step <= 0", [0, 5, 10]],
    ["test_accuracy > 0.7", [6]],
    ["test_accuracy > 7e-1", [6]],
    ["config.activation = tanh and step = 0", [5]],
    ["activation = tanh AND step = 0", [5]],
    ["activation!=relu and step=1", [6]],
    ["laststep = True", [2, 7]],
    ["run = 00001 and step = 0", [5]],
    ["run != 00001 and step = 0", [0, 10]],
    ["laststep = false and step = 0", [0, 5, 10]],
    ["laststep = 1", [2, 7]],
    ["train_loss < inf and step = 0", [5, 10]],
    ["checkpoint = zoo/tiny/00001/permanent_ckpt-3", [9]],
    ['  checkpoint   =   "zoo/tiny/00001/permanent_ckpt-3"  ', [9]],
    ["activation = 'relu' and activation = \"tanh\"", []],
    ["step = 1 or step = 2", [1, 3, 6, 8, 11]],
    ["step = 1 and run = 00001 or step = 2 and run = 00000", [3, 6]],
    ["step = 1 AND (run = 00001 OR run = 00000)", [1, 6]],
    ["not step = 0 and not(step > 1)", [1, 6, 11]],
    ["not (step = 0 or not step < 2)", [1, 6, 11]],
    ["step in (1, 18)", [1, 2, 6, 7, 11]],
    ["step in(1,18) and activation in ('relu', \"tanh\")", [1, 2, 6, 7, 11]],
    ["step not in (0, 1, 2, 3)", [2, 7]],
    ["activation not in (relu) and step = 0", [5]],
    ["((((step = 18))))", [2, 7]],
    ["laststep in (true)", [2, 7]],
  ])("%s", (expression, expected) => {
    expect(matching(expression)).toEqual(expected);
  });

  test("of the given rows only, in their order", () => {
    expect(Array.from(selectWhere(metrics, Int32Array.of(7, 3, 2), "step > 1"))).toEqual([7, 3, 2]);
    expect(Array.from(selectWhere(metrics, Int32Array.of(), "step > 1"))).toEqual([]);
  });

  test("a missing number differs from every value", () => {
    expect(matching("train_loss != 5 and step = 0")).toEqual([0, 5, 10]);
    expect(matching("train_loss < 5 and step = 0")).toEqual([5, 10]);
  });

  test("words with spaces, quotes and the word and, columns with odd names", () => {
    const odd = metricsOf(
      ",step,test_accuracy,learning-rate,note\nz/1/c-0,0,0,1,salt and pepper\nz/1/c-1,1,0,2,it's\n",
    );
    const both = Int32Array.of(0, 1);
    expect(Array.from(selectWhere(odd, both, "note = 'salt and pepper' and step = 0"))).toEqual([0]);
    expect(Array.from(selectWhere(odd, both, 'note = "it\'s"'))).toEqual([1]);
    expect(Array.from(selectWhere(odd, both, "learning-rate > 1"))).toEqual([1]);
  });

  test("numbers that are the same as float32 are equal", () => {
    const fractions = metricsOf(
      ",step,config.train_fraction\nz/1/c-0,0,0.100000001\nz/2/c-0,0,0.25\nz/3/c-0,0,0.1\nz/4/c-0,0,1\n",
    );
    const all = Int32Array.of(0, 1, 2, 3);
    const chosen = (expression: string) => Array.from(selectWhere(fractions, all, expression));
    expect(chosen("train_fraction = 0.1")).toEqual([0, 2]);
    expect(chosen("train_fraction in (0.1, 1)")).toEqual([0, 2, 3]);
    expect(chosen("train_fraction > 0.1")).toEqual([1, 3]);
    expect(chosen("train_fraction <= 0.1")).toEqual([0, 2]);
    expect(chosen("train_fraction >= 0.1")).toEqual([0, 1, 2, 3]);
    expect(chosen("train_fraction < 0.1")).toEqual([]);
    expect(chosen("train_fraction != 0.1")).toEqual([1, 3]);
  });

  test("whole numbers are equal only where they are the same", () => {
    const numbers = metricsOf(",step,id\nz/1/c-0,0,16777216\nz/2/c-0,0,16777217\n");
    expect(Array.from(selectWhere(numbers, Int32Array.of(0, 1), "id = 16777217"))).toEqual([1]);
  });

  test.each([
    ["", "'' is not a comparison; for example: activation = relu and (test_accuracy > 0.5"],
    ["step", "'step' is not a comparison"],
    ["step = ", "'step =' is not a comparison"],
    ["= 3", "'= 3' is not a comparison"],
    ["step = 1 and", "'and' or 'or' was expected at 'and'"],
    ["step = 1 and and step = 2", "'and step = 2' is not a comparison"],
    ["step = 1 step = 2", "'and' or 'or' was expected at 'step = 2'"],
    ["(step = 1", "')' was expected at ''"],
    ["step = 1)", "'and' or 'or' was expected at ')'"],
    ["step in ()", "'step in ()' is not a comparison"],
    ["step in (1, 2", "'step in (1, 2' is not a comparison"],
    ["step in 1", "'step in 1' is not a comparison"],
    ["step in (1, relu)", "compares a column of numbers with 'relu'"],
    [`${"(".repeat(100_000)}step = 1`, "nests brackets more than 100 levels deep"],
    [`${"not ".repeat(100_000)}step = 1`, "nests brackets more than 100 levels deep"],
    ["step = 'relu", "is not a comparison"],
    ["note = 'a'b", "is not a comparison"],
    ["step = relu", "'step = relu' compares a column of numbers with 'relu'"],
    ['step = ""', "compares a column of numbers with ''"],
    ["step = nan", "compares a column of numbers with 'nan'"],
    ["step = 0x10", "compares a column of numbers with '0x10'"],
    ["step = true", "compares a column of numbers with 'true'"],
    [
      "activation < tanh",
      "'activation < tanh' compares the order of words; words can be compared with =, != and in only",
    ],
    ["activaton = relu", "unknown metrics column 'activaton'; did you mean 'activation'?"],
  ])("'%s' is refused", (expression, problem) => {
    expect(() => matching(expression)).toThrow(UsageError);
    expect(() => matching(expression)).toThrow(problem);
  });
});

describe("a selection", () => {
  const zoo = smallZoo(12);

  test("carries the request that chose its rows; final checkpoints where nothing is asked for", () => {
    expect(selectRows(zoo)).toEqual({ rows: Int32Array.of(2, 7, 11), checkpoint: "final", where: null });
    expect(selectRows(zoo, { checkpoint: "all", where: "step = 18" })).toEqual({
      rows: Int32Array.of(2, 7),
      checkpoint: "all",
      where: "step = 18",
    });
  });

  test("of no rows is refused", () => {
    expect(() => selectRows(zoo, { where: "step = 3" })).toThrow("no row of small matches 'step = 3'");
    expect(() => selectRows(smallZoo(0))).toThrow(UsageError);
  });
});
