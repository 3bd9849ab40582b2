import { posix } from "node:path";
import MarkdownIt from "markdown-it";
import type { ApiEntry } from "./api.js";
import { siteLink } from "./links.js";
import { STYLE } from "./style.js";

/** An entry point and its public names. */
interface ApiSection {
  /** The name that users import: `@weightcast/runtime/node`. */
  readonly name: string;
  readonly entries: readonly ApiEntry[];
}

export interface Page {
  /** The Markdown file, from the root on, with slashes. */
  readonly file: string;
  readonly markdown: string;
  readonly api: readonly ApiSection[];
}

/**
 * A page of the site: its Markdown, then the public names of its package.
 *
 * @param pages the Markdown files of all pages, from the root on
 * @returns HTML that needs no other file but the page's pictures
 */
export function renderPage({ file, markdown, api }: Page, pages: ReadonlySet<string>): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? file;
  const home = posix.relative(posix.dirname(file), "index.html");
  const contents = api.map(({ name }) => ` <a href="#${anchorOf(name)}">${name}</a>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<nav><a href="${home}">Weightcast</a>${contents.join("")}</nav>
<main>
${renderMarkdown(markdown, (link) => siteLink(file, link, pages))}
${api.map(renderSection).join("\n")}
</main>
</html>
`;
}

function renderSection({ name, entries }: ApiSection): string {
  const anchor = (entry: ApiEntry) => `${anchorOf(name)}-${entry.name}`;
  const index = entries.map((entry) => `<a href="#${anchor(entry)}"><code>${entry.name}</code></a>`);
  const described = entries.map(
    (entry) =>
      `<h3 id="${anchor(entry)}">${entry.name}</h3>\n<pre><code>${escapeHtml(entry.declaration)}</code></pre>\n${renderMarkdown(entry.docs)}`,
  );
  return `<h2 id="${anchorOf(name)}">Public names of ${name}</h2>\n<p>${index.join(" ")}</p>\n${described.join("\n")}`;
}

/** @param linkOf what a link of the page is on the site */
function renderMarkdown(markdown: string, linkOf: (link: string) => string = (link) => link): string {
  const parser = new MarkdownIt();
  const normalizeLink = parser.normalizeLink.bind(parser);
  parser.normalizeLink = (link) => normalizeLink(linkOf(link));
  // Headings get the anchors that links of the pages name.
  parser.renderer.rules.heading_open = (tokens, i) => {
    const id = anchorOf(tokens[i + 1]?.content ?? "");
    return `<${tokens[i]?.tag} id="${escapeHtml(id)}">`;
  };
  return parser.render(markdown);
}

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
