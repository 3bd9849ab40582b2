export {
  type AtomicOptions,
  type FolderOptions,
  refuseExisting,
  writeFileAtomic,
  writeFolderAtomic,
} from "./atomic.js";
