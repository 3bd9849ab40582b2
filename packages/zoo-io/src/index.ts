export { blobFile, type OpenFile, type StoredFile } from "@weightcast/runtime";
export { recordBatches, zooTable } from "./arrow/arrow.js";
export { WEIGHTS_COLUMN } from "./arrow/weights-column.js";
export { type CsvTable, formatCsv, parseCsv } from "./csv/csv.js";
export { formatLayout, parseLayout } from "./csv/layout-csv.js";
export { formatMetrics, parseMetrics } from "./csv/metrics-csv.js";
export { httpFile } from "./files/http-file.js";
export { type FileFormat, FormatRegistry } from "./formats/format-registry.js";
export type {
  EncodedFile,
  EncodeZooOptions,
  OpenZooOptions,
  UnpackZooOptions,
  ZooEncoder,
  ZooFileGroup,
  ZooFormat,
} from "./formats/zoo-format.js";
export { type FoundZoo, findZoos, readableZooFormats, zooFormats } from "./formats/zoo-formats.js";
export { NpyFile } from "./npy/npy-file.js";
export { weightsMatrix } from "./npy/weights-matrix.js";
export type { NumberTable, TableFormat } from "./table/number-table.js";
export {
  decodeWeights,
  describeTableFormats,
  describeWeightFormats,
  isWeightsName,
  tableFormats,
} from "./table/table-formats.js";
export { readZoo, type ZooFiles } from "./zoo/read-zoo.js";
export { openZooFiles } from "./zoo/zoo-files.js";
