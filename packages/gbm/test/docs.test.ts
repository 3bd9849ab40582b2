import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as gbm from "../src/index.js";

const FOLDER = new URL("../../../docs/gbm/", import.meta.url);
const PAGES = readdirSync(FOLDER).filter((file) => file.endsWith(".md"));

interface Example {
  readonly page: string;
  readonly number: number;
  readonly code: string;
}

/** The programs of a page, in its blocks of js. */
function examplesOf(page: string, text: string): Example[] {
  const blocks = text.matchAll(/```js\n(.*?)```/gs);
  return Array.from(blocks, ([, code = ""], i) => ({ page, number: i + 1, code }));
}

const examples = [
  ...PAGES.flatMap((page) => examplesOf(page, readFileSync(new URL(page, FOLDER), "utf8"))),
  ...examplesOf("README of the package", readFileSync(new URL("../README.md", import.meta.url), "utf8")),
];

const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

describe("the documentation", () => {
  it("has a page for each task", () => {
    expect(PAGES.sort()).toEqual([
      "README.md",
      "browser.md",
      "classification.md",
      "explaining.md",
      "python.md",
      "ranking.md",
      "regression.md",
    ]);
  });

  it.each(examples)("runs example $number of $page", async ({ code }) => {
    const program = code.replace(/import (\{[^}]*\}) from "@weightcast\/gbm";/, "const $1 = gbm;");
    expect(program).not.toContain("import ");
    const printed: unknown[] = [];
    const console = { log: (...values: unknown[]) => printed.push(...values) };
    await new AsyncFunction("gbm", "console", program)(gbm, console);
    for (const value of printed) {
      expect(value).toBeDefined();
      expect(value).not.toBeNaN();
      expect(value).not.toBe(false);
    }
  });
});
