import { expect, test } from "vitest";
import { formatStoredJob, parseStoredJob, type StoredJob } from "./stored-job.js";

const JOB: StoredJob = {
  format: 4,
  code: "0123456789abcdef",
  elapsed: 1.25,
  made: {
    at: "2026-11-26T12:00:00.000Z",
    machine: { system: "linux x64", processor: "any", cores: 2, memory: 8e9, node: "20.20.0" },
  },
  request: { kind: "cell", fit: { predictor: "gbm", seed: 0 } },
  outcome: {
    scores: { r2: { value: 0.5, low: -0, high: 1e-7 } },
    validation: null,
    points: { x: [1], y: [0.1] },
  },
};

test("what is written is read", () => {
  expect(parseStoredJob(formatStoredJob(JOB))).toEqual(JSON.parse(JSON.stringify(JOB)));
  const failed: StoredJob = { ...JOB, outcome: null, problem: "its training diverged" };
  expect(parseStoredJob(formatStoredJob(failed))).toEqual(failed);
});

test("a file with any other number, word or field is not read", () => {
  const text = formatStoredJob(JOB);
  const edits = Array.from(text.matchAll(/[0-9a-z]/g), ({ index, 0: character }) => {
    const other = character === "1" ? "2" : "1";
    return text.slice(0, index) + other + text.slice(index + 1);
  });
  expect(edits.length).toBeGreaterThan(200);
  expect(edits.filter((edit) => parseStoredJob(edit) !== undefined)).toEqual([]);
  expect(parseStoredJob(text.replace('"outcome"', '"more":1,"outcome"'))).toBeUndefined();
});

test.each(["", "{", "null", "[]", '{"sha256":"","job":null}', "\0"])("%j is not read", (text) => {
  expect(parseStoredJob(text)).toBeUndefined();
});
