import { createContext, runInContext } from "node:vm";
import { browserBundle } from "@weightcast/config/browser-bundle";
import { expect, it } from "vitest";

/** What a page does with the bundle: trains, predicts and writes a model, without a thread and without Node. */
const PAGE = `(async () => {
  const rows = 500;
  const data = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i * i));
  const x = { data, rows, columns: 2, stride: 2 };
  const y = Array.from({ length: rows }, (_, i) => data[2 * i] ** 2 + data[2 * i + 1]);
  const booster = await gbm.trainBooster(x, y, { num_leaves: 15 }, { rounds: 20 });
  const again = gbm.Booster.fromText(booster.toText());
  return { trees: booster.trees.length, same: again.predict(x).every((p, i) => p === booster.predict(x)[i]), node: typeof process };
})()`;

it("works bundled for a browser, where there is nothing of Node", async () => {
  const bundle = await browserBundle("gbm");
  const page = createContext({ atob, performance, setTimeout });
  runInContext(bundle, page);
  expect(await runInContext(PAGE, page)).toEqual({ trees: 20, same: true, node: "undefined" });
});
