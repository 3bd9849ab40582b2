import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { version } from "../../package.json";

/** The module names after `from` and `import` in a built module. */
const IMPORTED = /\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g;
const OWN_PACKAGE = /^(@weightcast\/[^/]+)(?:\/(.+))?$/;

/** The fields of a package.json that say where its modules are. */
interface Manifest {
  readonly version?: string;
  readonly exports?: Readonly<Record<string, { readonly default?: string }>>;
}

/**
 * A digest of the code that a built module runs: its own bytes, those of all modules of Weightcast that it imports, and the versions of
 * other packages that these import. Where files lie does not matter.
 *
 * @param entry a built module
 * @returns SHA-256, hexadecimal; where there is no such file, as when tests run the sources, the digest of the package's version alone
 */
export async function codeDigest(entry: URL): Promise<string> {
  const hash = createHash("sha256").update(version);
  const waiting = [fileURLToPath(entry)];
  const seen = new Set(waiting);
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const text = await readTextIfThere(file);
    if (text === undefined) continue;
    hash.update(text);
    for (const [, name] of text.matchAll(IMPORTED)) {
      const found = await resolveImport(name!, file);
      hash.update(`\n${name} ${found.version ?? ""}`);
      if (found.file === undefined || seen.has(found.file)) continue;
      seen.add(found.file);
      waiting.push(found.file);
    }
  }
  return hash.digest("hex");
}

/** The file that an import loads, for code of Weightcast; for other packages, the version of the package, where it has one. */
async function resolveImport(
  name: string,
  from: string,
): Promise<{ readonly file?: string; readonly version?: string | undefined }> {
  if (name.startsWith(".")) return { file: fileURLToPath(new URL(name, pathToFileURL(from))) };
  const [, own, subpath] = OWN_PACKAGE.exec(name) ?? [];
  const packageName = own ?? name.split("/", name.startsWith("@") ? 2 : 1).join("/");
  const found = await findPackage(packageName, dirname(from));
  if (found === undefined) return {};
  const module = found.manifest.exports?.[subpath === undefined ? "." : `./${subpath}`]?.default;
  if (own !== undefined && module !== undefined) return { file: join(found.folder, module) };
  return { version: found.manifest.version };
}

/** Looks for an installed package as Node does: in the `node_modules` of a folder and of those above it. */
async function findPackage(
  name: string,
  from: string,
): Promise<{ readonly folder: string; readonly manifest: Manifest } | undefined> {
  const manifest = await readTextIfThere(join(from, "node_modules", name, "package.json"));
  if (manifest !== undefined) {
    return { folder: await realpath(join(from, "node_modules", name)), manifest: JSON.parse(manifest) };
  }
  const parent = dirname(from);
  return parent === from ? undefined : findPackage(name, parent);
}

async function readTextIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes(error.code ?? "")) return undefined;
    throw error;
  });
}
