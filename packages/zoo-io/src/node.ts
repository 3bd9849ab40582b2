export { NpyFile, readNpy } from "./npy-file.js";
export { type NumberTable, requireTableFormat, writeTable } from "./table-file.js";
export { writeZoo, ZOO_FILE_NAMES, type ZooContents } from "./write-zoo.js";
export { openZoo } from "./zoo-folder.js";
