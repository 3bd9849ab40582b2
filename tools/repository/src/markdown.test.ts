import { expect, test } from "vitest";
import { exampleOf, relativeLinks } from "./markdown.js";

const fence = "```";

test("the example is the first block with imports that says nothing but its language", () => {
  const page = [
    `${fence}sh\nimport nothing\n${fence}`,
    `${fence}js\nconst a = 1;\n${fence}`,
    `${fence}js no-test\nimport "a";\n${fence}`,
    `${fence}ts\nimport "b";\n${fence}`,
    `${fence}js\nimport "c";\n${fence}`,
  ].join("\n\n");
  expect(exampleOf(page)).toBe('import "b";\n');
  expect(exampleOf("no code")).toBeUndefined();
});

test("relative links are found, those of code and other places are not", () => {
  const page = `[a](docs/a.md#part) ![b](<b.png> "title") [c](https://example.org) [d](#part) \`[e](e.md)\`
${fence}md
[f](f.md)
${fence}
[g](g%20h.md)`;
  expect(relativeLinks(page)).toEqual(["docs/a.md", "b.png", "g h.md"]);
});
