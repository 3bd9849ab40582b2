export {
  type AtomicOptions,
  type FolderOptions,
  makeFolder,
  refuseExisting,
  writeFileAtomic,
  writeFolderAtomic,
} from "./atomic.js";
export { userCacheFolder } from "./cache-folder.js";
export { type DownloadOptions, downloadFile, type RemoteFile } from "./download/download.js";
export { checkKnownDownload, type KnownDownload } from "./download/known-downloads.js";
export { cleanUpAtExit } from "./exit-cleanups.js";
export { type Lock, withLock } from "./lock.js";
export { useWideVectors } from "./wide-vectors.js";
