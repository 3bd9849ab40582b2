import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("../../../", import.meta.url));

/** The fields of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface WorkspacePackage {
  /** The folder from the root on, with slashes: `packages/gbm`. */
  readonly path: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** All packages of the workspace, by path. */
function workspacePackages(): WorkspacePackage[] {
  return ["packages", "apps", "tools"]
    .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`))
    .filter((path) => existsSync(join(ROOT, path, "package.json")))
    .sort()
    .map((path) => {
      const folder = join(ROOT, path);
      return { path, folder, manifest: readManifest(join(folder, "package.json")) };
    });
}

/** The packages that a release puts on npm. */
export function publishablePackages(): WorkspacePackage[] {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}

/**
 * Returns the names under which a user imports a package: `@weightcast/runtime`, `@weightcast/runtime/node`.
 */
export function entryPoints({ name, exports = {} }: Manifest): string[] {
  return Object.keys(exports).map((entry) => name + entry.slice(1));
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}
