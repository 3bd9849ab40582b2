import { InputError } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import type { ZooFormat } from "../formats/zoo-format.js";
import { requireFreeWeightsColumn } from "./weights-column.js";

const EXTENSION = ".arrow";
/** Feather files of version 2 are Arrow files. */
const EXTENSIONS = [EXTENSION, ".feather"];

/** A zoo as one Arrow IPC file. */
export const arrowZooFormat: ZooFormat = {
  name: "arrow",
  description: "an .arrow file",
  extensions: EXTENSIONS,
  groupFiles: (names) =>
    names
      .filter((name) => EXTENSIONS.some((ending) => name.toLowerCase().endsWith(ending)))
      .map((name) => ({ names: [name], hasWeights: true })),
  async open(files, name, options) {
    const [file] = files.values();
    if (file === undefined) throw new InputError("holds no .arrow file", { file: name });
    const { openArrowZoo } = await import("./arrow-library.js");
    return openArrowZoo(file, options);
  },
  encoder: {
    output: "file",
    weights: "always",
    encode(zoo, { rows }) {
      requireFreeWeightsColumn(zoo.metrics);
      return [{ name: `zoo${EXTENSION}`, bytes: zooBytes(zoo, rows) }];
    },
  },
};

async function* zooBytes(zoo: Zoo, rows: Int32Array): AsyncGenerator<Uint8Array> {
  const { zooFileBytes } = await import("./arrow-library.js");
  yield* zooFileBytes(zoo, rows);
}
