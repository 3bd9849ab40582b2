import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Names a folder for unfinished work beside the finished one, after this process; what earlier processes that were
 * killed left under such names goes away.
 *
 * @param {string} parent a folder that exists
 * @param {string} work
 * @returns {string} its path; nothing is there yet
 */
export function asideFolder(parent, work) {
  const prefix = `.${work}-`;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
  const folder = join(parent, `${prefix}${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
