import { openForReading, unreadable } from "./open-for-reading.js";
import type { StoredFile } from "./stored-file.js";

/** A file on a disk. */
export function diskFile(path: string): StoredFile {
  return {
    path,
    async open() {
      const handle = await openForReading(path);
      const { size } = await handle.stat();
      return {
        path,
        size,
        async read(target, position) {
          const { bytesRead } = await handle.read(target, 0, target.length, position).catch((cause) => {
            throw unreadable(path, cause);
          });
          return bytesRead;
        },
        close: () => handle.close(),
      };
    },
  };
}
