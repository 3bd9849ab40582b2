import { printable } from "@weightcast/core";

/** What the codes of the system's errors mean, and what to do. */
const SYSTEM_PROBLEMS: Readonly<Record<string, string>> = {
  EMFILE:
    "this process has as many files open as the system allows; raise the limit (ulimit -n) and try again",
  ENFILE: "the system has as many files open as it can; close other programs and try again",
  ENOMEM: "memory is short; close other programs, or raise the limit (ulimit -v), and try again",
  ENOSPC: "no space is left on the disk; free some space and try again",
  EDQUOT: "the disk quota is used up; free some space and try again",
  EAGAIN: "the system has no resources left at the moment; try again later",
  EBUSY: "it is in use by another program; close it and try again",
  ETXTBSY: "it is in use by another program; close it and try again",
  EACCES: "permission is denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ENOENT: "it does not exist",
  EISDIR: "it is a folder, where a file was expected",
  ENOTDIR: "a part of the path is not a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  EIO: "the device failed",
  ESTALE: "the network file system has lost it; try again",
};

/** Parts of messages with which engines say that memory is short, or that a value is too large for it. */
const MEMORY_WORDS =
  /allocation failed|could not allocate|out of memory|Invalid (?:typed )?array length|Invalid array buffer length|Invalid string length|Cannot create a string longer/i;

const A_FAULT = "this is a fault of weightcast, please report it with what --verbose prints";

/**
 * Words for an error that is none of Weightcast: of the system, whose code is explained; of memory that is short; or of a program that is wrong,
 * which is said.
 */
export function foreignProblem(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  const { code, path, syscall, message } = error as NodeJS.ErrnoException;
  const problem = SYSTEM_PROBLEMS[code ?? ""];
  if (problem !== undefined) return `${path ?? syscall ?? "the system"}: ${problem}`;
  if (MEMORY_WORDS.test(message)) {
    return `memory is short (${message}); use a smaller input, or a machine or a limit (ulimit -v) with more memory`;
  }
  const isOfEngine =
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError ||
    error instanceof WebAssembly.RuntimeError;
  if (isOfEngine) return `${message}: ${A_FAULT}`;
  return syscall === undefined ? message : `${path ?? syscall}: the system refused (${code})`;
}
