import { readFile, readlink } from "node:fs/promises";

/**
 * The identity of a process, by which processes with the same number can be told apart on systems that
 * provide it.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot and the namespace in which `pid` is counted: containers count from 1 each. Undefined on systems without /proc. */
  readonly space?: string | undefined;
  /**
   * The time at which the process began, in ticks since the boot; an earlier process with the same number
   * began at another time.
   */
  readonly started?: string | undefined;
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const [namespace, boot, status] = await Promise.all([
    readlink("/proc/self/ns/pid").catch(() => undefined),
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => undefined),
    statusOf(process.pid),
  ]);
  const space = namespace === undefined || boot === undefined ? undefined : `${namespace} of ${boot.trim()}`;
  return { pid: process.pid, space, started: status?.started };
}

/**
 * Returns whether the process still runs, as far as this process can tell; it must share the other's space of
 * process numbers.
 */
export async function isRunning({ pid, started }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const status = await statusOf(pid);
  if (status === undefined) return true;
  // Linux keeps an ended process until its parent asks for its status.
  if (status.state === "Z" || status.state === "X") return false;
  return started === undefined || started === status.started;
}

/** State and start of a process, from behind its name in Linux' /proc; undefined where there is none. */
async function statusOf(
  pid: number,
): Promise<{ readonly state: string; readonly started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields[0], fields[19]];
  return state === undefined || started === undefined ? undefined : { state, started };
}
