import { matrix } from "@weightcast/core";
import { expect, test } from "vitest";
import { gatherWeights, zooWithBlocks } from "../src/index.js";
import { smallZoo } from "./small-zoo.js";

test("weights come in the order of the rows, in memory of their own", async () => {
  const zoo = smallZoo(5);
  const { parameters } = zoo.layout;
  const memory = new Float32Array(parameters);
  const counted = zooWithBlocks(zoo, async function* ({ rows = [] } = {}) {
    for (const row of Array.from(rows)) {
      memory.fill(row);
      yield { rows: Int32Array.of(row), weights: matrix(memory, 1, parameters) };
    }
  });
  const { data, rows, columns } = await gatherWeights(counted, Int32Array.of(3, 1, 2));
  expect([rows, columns]).toEqual([3, parameters]);
  expect(Array.from(data.filter((_, i) => i % parameters === 0))).toEqual([3, 1, 2]);
  expect(memory[0]).toBe(2);
});

test("a cancelled reading gives nothing", async () => {
  await expect(gatherWeights(smallZoo(5), Int32Array.of(0), AbortSignal.abort())).rejects.toMatchObject({
    code: "CANCELLED",
  });
});
