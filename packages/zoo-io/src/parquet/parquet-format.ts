import type { ZooFormat } from "../formats/zoo-format.js";
import { zooParquetBytes } from "./parquet-zoo.js";

/** A zoo's metrics, and its weights if asked for, as a Parquet table; it is written, not read. */
export const parquetZooFormat: ZooFormat = {
  name: "parquet",
  description: "a .parquet file",
  extensions: [".parquet"],
  encoder: {
    output: "file",
    weights: "optional",
    encode: (zoo, { rows, weights }) => [{ name: "zoo.parquet", bytes: zooParquetBytes(zoo, rows, weights) }],
  },
};
