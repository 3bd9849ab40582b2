import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readApi } from "../src/api.js";
import { siteFile, siteLink } from "../src/links.js";
import { renderPage } from "../src/render.js";

const folder = mkdtempSync(join(tmpdir(), "weightcast-site-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PAGES = new Set(["README.md", "packages/gbm/README.md", "docs/decisions/a.md"]);

test("the API of an entry point has its declarations and docstrings, those of other files too", () => {
  writeFileSync(
    join(folder, "leaf.d.ts"),
    "/**\n * Counts leaves.\n *\n * @param tree [nodes] i32\n * @throws RangeError for no tree\n */\nexport declare function leaves(tree: Int32Array): number;\nexport declare const hidden: 1;\n",
  );
  const index = join(folder, "index.d.ts");
  writeFileSync(
    index,
    'export { leaves } from "./leaf.js";\n/** Most leaves. */\nexport declare const MOST: number;\n',
  );
  expect(readApi([index])).toEqual([
    [
      {
        name: "leaves",
        declaration: "function leaves(tree: Int32Array): number;",
        docs: "Counts leaves.\n\n`tree`: [nodes] i32\n\nThrows `RangeError` for no tree",
      },
      { name: "MOST", declaration: "const MOST: number;", docs: "Most leaves." },
    ],
  ]);
  expect(() => readApi([join(folder, "missing.d.ts")])).toThrow("build the packages first");
});

test.each([
  ["README.md", "packages/gbm", "packages/gbm/index.html"],
  ["packages/gbm/README.md", "../..", "../../index.html"],
  ["packages/gbm/README.md", "../../docs/decisions/a.md#why", "../../docs/decisions/a.html#why"],
  ["packages/gbm/README.md", "picture.png", "picture.png"],
  ["README.md", "https://example.org/README.md", "https://example.org/README.md"],
])("a link of %s to %s is %s on the site", (page, link, expected) => {
  expect(siteLink(page, link, PAGES)).toBe(expected);
});

test("a page has its README with links to other pages, then its public names", () => {
  const html = renderPage(
    {
      file: "packages/gbm/README.md",
      markdown: "# gbm\n\n## Speed & size\n\n[why](../../docs/decisions/a.md) <b>",
      api: [
        {
          name: "@weightcast/gbm",
          entries: [{ name: "f", declaration: "function f(a: Array<1>): 1", docs: "Does `it`." }],
        },
      ],
    },
    PAGES,
  );
  expect(siteFile("packages/gbm/README.md")).toBe("packages/gbm/index.html");
  expect(html).toContain("<title>gbm</title>");
  expect(html).toContain('<a href="../../docs/decisions/a.html">why</a> &lt;b&gt;');
  expect(html).toContain('<h2 id="speed--size">');
  expect(html).toContain('<h2 id="weightcastgbm">Public names of @weightcast/gbm</h2>');
  expect(html).toContain(
    "<pre><code>function f(a: Array&lt;1&gt;): 1</code></pre>\n<p>Does <code>it</code>.</p>",
  );
});
