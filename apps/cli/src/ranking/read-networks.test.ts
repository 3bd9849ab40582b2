import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { matrixRow } from "@weightcast/core";
import { inferArchitecture } from "@weightcast/networks";
import { expect, test } from "vitest";
import { readNetworks } from "./read-networks.js";

/** A network of the sample zoo, as frameworks save it. */
const NETWORK = fileURLToPath(
  new URL("../../../../packages/checkpoints/test/golden/alignment/sample/", import.meta.url),
);

test.each(["pt", "safetensors", "onnx", "h5", "keras", "weights.h5"])(
  "the layout of a .%s file is that of a network that can be run, and other files are brought into it",
  async (ending) => {
    const files = [`0.${ending}`, "0.npy", "0.pt", "0.h5"].map((name) => join(NETWORK, name));
    const { layout, networks, refused } = await readNetworks(files, {});
    expect(refused).toEqual([]);
    if (layout === undefined) throw new Error("no file tells a layout");
    expect(inferArchitecture(layout).reason).toBeUndefined();
    const vectors = networks.map(({ weights }) => Array.from(matrixRow(weights, 0)));
    for (const vector of vectors) expect(vector).toEqual(vectors[0]);
  },
);

test("of a zoo the chosen checkpoints only; a zoo without them is refused", async () => {
  const sample = fileURLToPath(new URL("../../../../fixtures/fashion_mnist_sample", import.meta.url));
  const final = await readNetworks([sample], { checkpoint: "final" });
  const [found] = final.networks;
  expect(found?.names.length).toBe(found?.weights.rows);
  expect(found?.activations.length).toBe(found?.weights.rows);
  expect(new Set(found?.places?.map((place) => place?.run)).size).toBe(found?.weights.rows);
  const none = await readNetworks([sample], { checkpoint: "step:12345" });
  expect(none.networks).toEqual([]);
  expect(none.refused[0]?.reason).toContain("has step 12345");
});
