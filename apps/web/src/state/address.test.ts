import { expect, test } from "vitest";
import { addressOf, viewOf } from "./address.js";
import { FIRST_VIEW, type View } from "./view.js";

test("the first view needs no address", () => {
  expect(addressOf(FIRST_VIEW)).toBe("");
  expect(viewOf("")).toEqual(FIRST_VIEW);
});

test("a view comes back from its address", () => {
  const view: View = {
    ...FIRST_VIEW,
    tab: "dreams",
    chart: "lines",
    model: "weight statistics",
    checkpoint: "all",
    x: "config.learning_rate",
    yScale: "log",
    where: "activation = relu and (step > 3 or step in (1, 2))",
    network: "00374@18",
    list: "lasso",
    sort: { column: "config.learning_rate", sign: 1 },
    lasso: [
      [0.1, -2e-7],
      [0.25, 12_345],
      [0.3, 0],
    ],
    table: {
      name: "learning-curves",
      order: { column: "r2.mean", sign: -1 },
      words: new Map([["predictor", "gbm"]]),
    },
    filters: new Map([
      ["config.optimizer", { kind: "words", words: ["adam", "sgd"] }],
      ["test_accuracy", { kind: "range", low: 0.1, high: 1e-7 }],
    ]),
  };
  expect(viewOf(addressOf(view))).toEqual(view);
});

test("an address that nobody wrote is read as far as it makes sense", () => {
  const view = viewOf(
    "#tab=nowhere&checkpoint=%00&only.step=NaN..3&x=step&colour&order=r2&rows&sort=.&list=all&lasso=1_2_3~a_b~1",
  );
  expect(view).toEqual({ ...FIRST_VIEW, x: "step" });
});
