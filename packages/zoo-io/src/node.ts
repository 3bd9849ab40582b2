export {
  type ConvertOptions,
  convertZoo,
  requireZooFormat,
  ZOO_FORMATS,
  type ZooFormat,
} from "./convert-zoo.js";
export { diskFile } from "./disk-file.js";
export { readNpy } from "./read-npy.js";
export type { NumberTable } from "./table-bytes.js";
export { requireTableFormat, writeTable } from "./table-file.js";
export { writeZoo, ZOO_FILE_NAMES, type ZooContents } from "./write-zoo.js";
export { openZoo } from "./zoo-folder.js";
