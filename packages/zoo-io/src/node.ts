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
export { isZooArchive, type UnpackOptions, unpackZoo } from "./unpack-zoo.js";
export { writeZoo, ZOO_FILE_NAMES, type ZooContents } from "./write-zoo.js";
export { type OpenOptions, openZoo } from "./zoo-folder.js";
