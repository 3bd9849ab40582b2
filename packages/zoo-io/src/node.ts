export { type UnpackOptions, unpackZoo } from "./archive/unpack-zoo.js";
export { diskFile } from "./files/disk-file.js";
export { readNpy } from "./npy/read-npy.js";
export type { NumberTable } from "./table/number-table.js";
export { requireTableFormat, writeTable } from "./table/table-file.js";
export { type ConvertOptions, convertZoo, requireZooOutput, writableZooFormats } from "./zoo/convert-zoo.js";
export { ZOO_FILE_NAMES, type ZooContents } from "./zoo/encode-zoo-folder.js";
export { writeZoo } from "./zoo/write-zoo.js";
export { findZooFiles, isZooPath, openZoo } from "./zoo/zoo-folder.js";
