import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readApi } from "./api.js";
import { linkTarget, siteFile } from "./links.js";
import { pageSources } from "./pages.js";
import { renderPage } from "./render.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SITE = join(ROOT, "docs", "site");
const PICTURE = /!\[[^\]]*\]\(([^)\s]+)\)/g;

const sources = pageSources(ROOT);
const pages = new Set(sources.map(({ file }) => file));
const declarations = sources.flatMap(({ entries }) => entries.map((entry) => entry.declarations));
const apis = new Map(readApi(declarations).map((api, i) => [declarations[i], api]));

rmSync(SITE, { recursive: true, force: true });
for (const { file, entries } of sources) {
  const markdown = readFileSync(join(ROOT, file), "utf8");
  const api = entries.map((entry) => ({ name: entry.name, entries: apis.get(entry.declarations) ?? [] }));
  const output = join(SITE, siteFile(file));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, renderPage({ file, markdown, api }, pages));
  for (const [, link] of markdown.matchAll(PICTURE)) {
    const picture = link === undefined ? undefined : linkTarget(file, link);
    if (picture === undefined || !existsSync(join(ROOT, picture)) || !statSync(join(ROOT, picture)).isFile())
      continue;
    cpSync(join(ROOT, picture), join(SITE, picture));
  }
}
process.stdout.write(`wrote ${pages.size} pages to docs/site; begin with docs/site/index.html\n`);
