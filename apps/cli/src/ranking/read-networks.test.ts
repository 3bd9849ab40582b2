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
    const { layout, networks, refused } = await readNetworks(files, undefined, {});
    expect(refused).toEqual([]);
    if (layout === undefined) throw new Error("no file tells a layout");
    expect(inferArchitecture(layout).reason).toBeUndefined();
    const vectors = networks.map(({ weights }) => Array.from(matrixRow(weights, 0)));
    for (const vector of vectors) expect(vector).toEqual(vectors[0]);
  },
);
