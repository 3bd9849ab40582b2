import { expect, test } from "vitest";
import { downloadArguments, downloadProblem, isWheel } from "./wheel.js";

const failed = { found: true, status: 1, signal: null, stdout: "", stderr: "" };

test("pip is asked for one wheel without its dependencies", () => {
  const args = downloadArguments("/cache/aside");
  expect(args.slice(0, 3)).toEqual(["-m", "pip", "download"]);
  expect(args).toContain("--no-deps");
  expect(args[args.indexOf("--dest") + 1]).toBe("/cache/aside");
  expect(args.at(-1)).toBe("tensorflow-cpu==2.21.0");
});

test("a wheel of this version for x64 is recognised whatever Python it is for", () => {
  expect(isWheel("tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl")).toBe(true);
  expect(isWheel("tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl")).toBe(true);
  expect(isWheel("tensorflow_cpu-2.20.0-cp311-cp311-manylinux_2_17_x86_64.whl")).toBe(false);
  expect(isWheel("tensorflow_cpu-2.21.0-cp311-cp311-win_amd64.whl")).toBe(false);
  expect(isWheel(".downloading-12")).toBe(false);
});

test.each([
  ["no Python", { ...failed, found: false, status: null }, /^no python3: install Python 3 with pip/],
  [
    "no pip",
    { ...failed, stderr: "/usr/bin/python3: No module named pip\n" },
    /^python3 has no pip: install it/,
  ],
  [
    "no network",
    {
      ...failed,
      stderr:
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('…')': /simple/\n" +
        "ERROR: No matching distribution found for tensorflow-cpu==2.21.0\n",
    },
    /^PyPI is out of reach: .*PIP_INDEX_URL.* into \/cache$/,
  ],
  [
    "anything else",
    {
      ...failed,
      stderr: "ERROR: No matching distribution found for tensorflow-cpu==2.21.0\n[notice] new pip\n",
    },
    /^pip could not download TensorFlow: ERROR: No matching distribution found/,
  ],
])("a failed download names its cause in a line: %s", (_cause, result, message) => {
  const problem = downloadProblem(result, "/cache");
  expect(problem).toMatch(message);
  expect(problem).not.toContain("\n");
});
