import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { OutputUnwritableError } from "@weightcast/core";

/**
 * The error to throw where the system refused to write at an output path: names that path and what stands in the way. A full disk is
 * no fault of the path, but an Error that tells of it; what the system says of other things stays as it is.
 */
export async function outputError(path: string, cause: unknown): Promise<unknown> {
  if (isDiskFull(cause)) {
    const message = `cannot write ${path}: the disk is full or the quota used up; make room and try again`;
    return Object.assign(new Error(message, { cause }), { code: cause.code });
  }
  const reason = await reasonOf(path, codeOf(cause));
  return reason === undefined ? cause : new OutputUnwritableError(path, reason, { cause });
}

/** Whether an error says that there is no more room, whatever was being written. */
export function isDiskFull(error: unknown): error is NodeJS.ErrnoException {
  return ["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "");
}

async function reasonOf(path: string, code: string | undefined): Promise<string | undefined> {
  const inside = async () => nearestThere(dirname(path));
  switch (code) {
    case "EEXIST":
    case "ENOTDIR": {
      const found = await nearestThere(path);
      return `${found === path ? "it" : found} is a file; choose another path`;
    }
    case "EACCES":
    case "EPERM":
      return `there is no permission to write in ${await inside()}; choose another path`;
    case "EROFS":
      return `${await inside()} is read-only; choose another path`;
    case "ENOENT":
      return `the system makes nothing in ${await inside()} (ENOENT); choose another path`;
    case "ENAMETOOLONG":
      return "its name is too long; choose a shorter one";
    default:
      return undefined;
  }
}

/** The path itself, or the nearest folder on the way to it that is there. */
async function nearestThere(path: string): Promise<string> {
  let at = path;
  while (!(await isThere(at)) && dirname(at) !== at) at = dirname(at);
  return at;
}

/** Whether anything is there, a link to nowhere included. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
