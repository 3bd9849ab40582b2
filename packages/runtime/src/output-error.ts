import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { OutputUnwritableError } from "@weightcast/core";

/**
 * The error to throw where the system refused to write at an output path. An OutputUnwritableError names the path and the reason. A full
 * disk is not a fault of the path and becomes a plain Error with `code` and `path`; other errors of the system are returned unchanged.
 */
export async function outputError(path: string, cause: unknown): Promise<unknown> {
  if (isDiskFull(cause)) {
    const message = `cannot write ${path}: the disk is full or the quota is used up; free some space and try again`;
    return Object.assign(new Error(message, { cause }), { code: cause.code, path });
  }
  const reason = await reasonOf(path, codeOf(cause));
  return reason === undefined ? cause : new OutputUnwritableError(path, reason, { cause });
}

/** Returns whether an error says that the disk is full or a quota is used up. */
export function isDiskFull(error: unknown): error is NodeJS.ErrnoException {
  return ["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "");
}

async function reasonOf(path: string, code: string | undefined): Promise<string | undefined> {
  const inside = async () => nearestThere(dirname(path));
  switch (code) {
    case "EEXIST":
    case "ENOTDIR": {
      const found = await nearestThere(path);
      return `${found === path ? "it" : found} is a file, not a folder; choose another path`;
    }
    case "EACCES":
    case "EPERM":
      return `writing in ${await inside()} is not permitted; choose another path`;
    case "EROFS":
      return `${await inside()} is read-only; choose another path`;
    case "ENOENT":
      return `nothing can be created in ${await inside()} (ENOENT); choose another path`;
    case "EBUSY":
    case "ETXTBSY":
      return "it is in use by another program; close that or choose another path";
    case "EIO":
      return "the device failed; choose another path";
    case "ELOOP":
      return "its links lead in a circle; choose another path";
    case "ENAMETOOLONG":
      return "its name is too long; choose a shorter one";
    default:
      return undefined;
  }
}

/** Returns the path itself, or its nearest parent that exists. */
async function nearestThere(path: string): Promise<string> {
  let at = path;
  while (!(await isThere(at)) && dirname(at) !== at) at = dirname(at);
  return at;
}

/** Returns whether anything exists at a path, including a broken link. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
