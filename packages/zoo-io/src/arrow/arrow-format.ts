import { InputError } from "@weightcast/core";
import type { ZooFormat } from "../formats/zoo-format.js";
import { zooBatches } from "./arrow.js";
import { arrowFileBytes } from "./arrow-bytes.js";
import { openArrowZoo } from "./arrow-zoo.js";

const EXTENSION = ".arrow";

/** A zoo as one Arrow IPC file. */
export const arrowZooFormat: ZooFormat = {
  name: "arrow",
  description: "an .arrow file",
  extensions: [EXTENSION],
  groupFiles: (names) =>
    names
      .filter((name) => name.toLowerCase().endsWith(EXTENSION))
      .map((name) => ({ names: [name], hasWeights: true })),
  async open(files, name, options) {
    const [file] = files.values();
    if (file === undefined) throw new InputError("holds no .arrow file", { file: name });
    return openArrowZoo(file, options);
  },
  encoder: {
    output: "file",
    weights: "always",
    encode(zoo, { rows }) {
      const { schema, batches } = zooBatches(zoo, { rows, reuse: true });
      return [{ name: `zoo${EXTENSION}`, bytes: arrowFileBytes(schema, batches) }];
    },
  },
};
