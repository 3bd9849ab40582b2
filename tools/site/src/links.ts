import { posix } from "node:path";

const ELSEWHERE = /^(?:[a-z][a-z+.-]*:|\/|#)/i;

/** The file of a page in the site: `packages/gbm/README.md` → `packages/gbm/index.html`. */
export function siteFile(page: string): string {
  return page.replace(/README\.md$/, "index.html").replace(/\.md$/, ".html");
}

/**
 * Returns the path from the root to the target of a page's relative link; undefined if the link leaves the
 * repository.
 */
export function linkTarget(page: string, link: string): string | undefined {
  if (ELSEWHERE.test(link)) return undefined;
  const path = posix.join(posix.dirname(page), link.replace(/[?#].*$/, ""));
  return path.startsWith("..") ? undefined : path.replace(/\/$/, "");
}

/**
 * A relative link of a page as the site has it: to another page's file where there is one.
 *
 * @param pages the Markdown files that are pages, from the root on
 */
export function siteLink(page: string, link: string, pages: ReadonlySet<string>): string {
  const target = linkTarget(page, link);
  if (target === undefined) return link;
  const found = [target, posix.join(target, "README.md")].find((file) => pages.has(file));
  if (found === undefined) return link;
  const heading = /#.*$/.exec(link)?.[0] ?? "";
  return posix.relative(posix.dirname(page), siteFile(found)) + heading;
}
