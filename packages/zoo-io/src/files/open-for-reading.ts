import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "@weightcast/core";

/**
 * Opens a file. A pipe or a device is refused, not waited for.
 *
 * @throws InputError where the file is missing, is not a file, or cannot be read
 */
export async function openForReading(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause) => {
    throw unreadable(path, cause);
  });
  if (!(await file.stat()).isFile()) {
    await file.close();
    throw new InputError("is not a file", { file: path });
  }
  return file;
}

/** The error for a file that cannot be opened or read. */
export function unreadable(path: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException).code;
  const problem = code === "ENOENT" ? "does not exist" : `cannot be read (${code ?? cause})`;
  return new InputError(problem, { file: path }, { cause });
}
