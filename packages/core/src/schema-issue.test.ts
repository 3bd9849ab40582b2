import { expect, test } from "vitest";
import { describeIssue } from "./schema-issue.js";

test("an issue is told with the place of the value", () => {
  const path = [{ key: "layout" }, { key: 2 }, { key: "shape" }];
  expect(describeIssue({ message: "Invalid type", received: '"a"', path })).toBe(
    "layout.2.shape: Invalid type",
  );
  expect(describeIssue({ message: "Invalid key", received: "undefined", path })).toBe(
    "layout.2.shape: is missing",
  );
  expect(describeIssue({ message: "Expected Object", received: "null" })).toBe("the whole: Expected Object");
});
