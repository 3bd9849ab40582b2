import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { browserBundle } from "@weightcast/config/browser-bundle";
import { beforeAll, expect, it } from "vitest";

/** A zoo of 40 rows of one tensor: 0, 1, 2 ... and the statistics of the first ones. */
const PREPARE = `
const layout = {
  parameters: 100, layers: [],
  tensors: [{ name: "a", layer: "a", role: "kernel", shape: [100], start: 0, end: 100 }],
};
const weights = { data: Float32Array.from({ length: 4000 }, (_, i) => i), rows: 40, columns: 100, stride: 100 };
const rows = Int32Array.from({ length: 40 }, (_, row) => row);
const zoo = { layout, rows: 40, blocks: async function* () {
  for (const row of rows) yield { rows: rows.subarray(row, row + 1), weights: { ...weights, data: weights.data.subarray(row * 100), rows: 1 } };
} };
const set = features.compileFeatures("wstats-glob", layout);
`;

/** What a page does with the bundle, without Node and without threads. */
const PAGE = `(async () => {
  ${PREPARE}
  const batches = [];
  for await (const { matrix } of features.featureBatches(set, zoo, rows, { threads: 4 })) batches.push(Array.from(matrix.data));
  return { batches: batches.length, last: batches.at(-1), node: typeof process };
})()`;

/** A program that takes one batch and forgets the rest. */
const PROGRAM = `(async () => {
  ${PREPARE}
  const { value } = await features.featureBatches(set, zoo, rows, { threads: 2 }).next();
  console.log(JSON.stringify(Array.from(value.matrix.data)));
})()`;

let bundle = "";
beforeAll(async () => {
  bundle = await browserBundle("features");
}, 60_000);

it("works bundled for a browser, where there is nothing of Node", async () => {
  const page = createContext({ atob, performance, setTimeout });
  runInContext(bundle, page);
  const { batches, last, node } = await runInContext(PAGE, page);
  expect(node).toBe("undefined");
  expect(batches).toBe(40);
  expect(Array.from(last as number[], (value) => Math.round(value))).toEqual([
    3900, 3925, 3950, 3974, 3999, 29, 3950,
  ]);
});

it("an iteration that is forgotten does not keep a process alive", async () => {
  const running = promisify(execFile)(process.execPath, ["-"], { timeout: 30_000 });
  running.child.stdin?.end(`${bundle}
${PROGRAM}`);
  const { stdout } = await running;
  expect(JSON.parse(stdout)).toHaveLength(7);
});
