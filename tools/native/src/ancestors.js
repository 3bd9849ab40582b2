import { dirname } from "node:path";

/**
 * A folder and those that it lies in, nearest first, as Node looks for packages.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function withAncestors(folder) {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withAncestors(parent)];
}
