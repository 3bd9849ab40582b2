import type { StoredFile } from "@weightcast/runtime";
import { openForReading, unreadable } from "./open-for-reading.js";

/**
 * A file on a disk.
 *
 * @throws InputError, on opening or reading, where the file is missing, is not a file, or cannot be read
 */
export function diskFile(path: string): StoredFile {
  return {
    path,
    async open() {
      const handle = await openForReading(path);
      const { size, mtimeMs } = await handle.stat();
      return {
        path,
        size,
        version: `${size}-${mtimeMs}`,
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
