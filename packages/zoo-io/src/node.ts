export { isZooArchive, type UnpackOptions, unpackZoo } from "./archive/unpack-zoo.js";
export { diskFile } from "./files/disk-file.js";
export { readNpy } from "./npy/read-npy.js";
export type { NumberTable } from "./table/table-bytes.js";
export { requireTableFormat, writeTable } from "./table/table-file.js";
export {
  type ConvertOptions,
  convertZoo,
  requireZooFormat,
  ZOO_FORMATS,
  type ZooFormat,
} from "./zoo/convert-zoo.js";
export { writeZoo, ZOO_FILE_NAMES, type ZooContents } from "./zoo/write-zoo.js";
export { type OpenOptions, openZoo } from "./zoo/zoo-folder.js";
