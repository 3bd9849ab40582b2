import { gatherRows } from "@weightcast/core";
import { expect, test } from "vitest";
import { fingerprintZoo, observedZoo, zooWithBlocks } from "../src/index.js";
import { smallZoo } from "./small-zoo.js";

test("a zoo knows its fingerprint, which stays the same", async () => {
  const zoo = smallZoo(20);
  expect(await zoo.fingerprint()).toBe(await fingerprintZoo(zoo));
  expect(zoo.fingerprint()).toBe(zoo.fingerprint());
});

test("a fingerprint can be cancelled, after which it is computed anew", async () => {
  const zoo = smallZoo(20);
  const controller = new AbortController();
  let blocks = 0;
  const counted = zooWithBlocks(zoo, async function* (options) {
    for await (const block of zoo.blocks({ ...options, blockRows: 5 })) {
      blocks += 1;
      if (blocks === 2) controller.abort();
      yield block;
    }
  });
  await expect(counted.fingerprint(controller)).rejects.toMatchObject({ code: "CANCELLED" });
  expect(blocks).toBe(2);
  await expect(counted.fingerprint(controller)).rejects.toMatchObject({ code: "CANCELLED" });
  const fingerprint = await counted.fingerprint({ signal: new AbortController().signal });
  expect(fingerprint).toBe(await fingerprintZoo(zoo));
  const read = blocks;
  expect(await counted.fingerprint(controller)).toBe(fingerprint);
  expect(blocks).toBe(read);
});

test("a zoo with other weights has a fingerprint of its own", async () => {
  const zoo = smallZoo(20);
  const changed = zooWithBlocks(zoo, async function* (options) {
    for await (const { rows, weights } of zoo.blocks(options)) {
      const copy = gatherRows(weights, Int32Array.from(rows.keys()));
      copy.data.fill(1);
      yield { rows, weights: copy };
    }
  });
  expect(await changed.fingerprint()).not.toBe(await zoo.fingerprint());
});

test("an observed zoo is the same zoo, and shows each block that is read", async () => {
  const seen: number[] = [];
  const zoo = smallZoo(20);
  const observed = observedZoo(zoo, ({ rows }) => seen.push(...rows));
  for await (const _ of observed.blocks({ rows: [3, 1, 4], blockRows: 2 }));
  expect(seen).toEqual([3, 1, 4]);
  expect(await observed.fingerprint()).toBe(await zoo.fingerprint());
});

test("reading ends where it is cancelled, and rows out of range are refused", async () => {
  const zoo = smallZoo(20);
  const controller = new AbortController();
  const read = async () => {
    for await (const _ of zoo.blocks({ blockRows: 5, signal: controller.signal })) controller.abort();
  };
  await expect(read()).rejects.toMatchObject({ code: "CANCELLED" });
  const stray = async () => {
    for await (const _ of zoo.blocks({ rows: [20] }));
  };
  await expect(stray()).rejects.toThrow("row 20 of small is out of range (0 to 19)");
});
