import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A page of the documentation and where its parts come from. */
export interface PageSource {
  /** The Markdown file, from the root on, with slashes. */
  readonly file: string;
  /** The entry points that users import, each with the declarations that a build wrote. */
  readonly entries: readonly { readonly name: string; readonly declarations: string }[];
}

/** The pages: the root's, those of packages, apps and tools, and all under `docs`. */
export function pageSources(root: string): PageSource[] {
  const homes = ["packages", "apps", "tools"].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}`),
  );
  return [
    ...["README.md", "CONTRIBUTING.md"].map((file) => ({ file, entries: [] })),
    ...homes.map((home) => ({ file: `${home}/README.md`, entries: entriesOf(root, home) })),
    ...markdownUnder(root, "docs").map((file) => ({ file, entries: [] })),
  ].filter(({ file }) => existsSync(join(root, file)));
}

function entriesOf(root: string, home: string): PageSource["entries"] {
  const file = join(root, home, "package.json");
  if (!existsSync(file)) return [];
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  const { name, exports = {} } = manifest as {
    readonly name: string;
    readonly exports?: Readonly<Record<string, { readonly types?: string }>>;
  };
  return Object.entries(exports).flatMap(([entry, { types }]) =>
    types?.startsWith("./dist/") === true
      ? [{ name: name + entry.slice(1), declarations: join(root, home, types) }]
      : [],
  );
}

function markdownUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (path === "docs/site") return [];
    if (entry.isDirectory()) return markdownUnder(root, path);
    return path.endsWith(".md") ? [path] : [];
  });
}
