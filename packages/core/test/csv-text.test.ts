import { expect, test } from "vitest";
import { csvText } from "../src/index.js";

test("cells with commas, quotes and line ends are quoted; null is empty; formulas are text", () => {
  expect(csvText([["a", 'b "c"', "d,e"], [1.5, null, "f\ng"], ["=1+1"]])).toBe(
    'a,"b ""c""","d,e"\n1.5,,"f\ng"\n\'=1+1\n',
  );
});
