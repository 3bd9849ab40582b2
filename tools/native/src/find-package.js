import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { withAncestors } from "./ancestors.js";
import { SetupError } from "./setup-error.js";

/**
 * The folder of the `@tensorflow/tfjs-node` that a project uses: its own, else that of its `@weightcast/predictors`.
 *
 * @param {string} project an absolute folder
 * @returns {string}
 * @throws {SetupError} where neither has one
 */
export function findPackage(project) {
  const predictors = join(project, "node_modules", "@weightcast", "predictors");
  // Packages of a pnpm project see their dependencies only from where they really lie.
  const users = existsSync(predictors) ? [project, realpathSync(predictors)] : [project];
  const found = users
    .flatMap(withAncestors)
    .map((folder) => join(folder, "node_modules", "@tensorflow", "tfjs-node"))
    .find((folder) => existsSync(join(folder, "package.json")));
  if (found !== undefined) return realpathSync(found);
  throw new SetupError(
    `no @tensorflow/tfjs-node in ${project}: install it there without its binary, ` +
      "for example with `npm install --ignore-scripts @tensorflow/tfjs-node@4.22`",
  );
}
