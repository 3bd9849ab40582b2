import { TemporaryError, UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import { explainFailure, messagesOf } from "./worker-failure.js";

const ended = (exitCode: string, signal: string) =>
  new Error(
    `Workerpool Worker terminated Unexpectedly\n    exitCode: \`${exitCode}\`\n    signalCode: \`${signal}\`\n    workerpool.script: \`x.js\``,
  );

test.each<[string, Error, RegExp]>([
  [
    "a signal",
    ended("null", "SIGABRT"),
    /^its process was ended by SIGABRT, which happens where memory is short/,
  ],
  ["an exit code", ended("134", "null"), /^its process was ended with exit code 134, /],
  [
    "a temporary error of ours",
    Object.assign(new Error("memory is short"), { code: "TRY_AGAIN" }),
    /^memory is/,
  ],
  ["the system's", Object.assign(new Error("spawn ENOMEM"), { code: "ENOMEM" }), /^spawn ENOMEM$/],
  ["the engine's", new RangeError("Array buffer allocation failed"), /^Array buffer allocation failed$/],
])("a worker that ends by %s may succeed later", (_, error, problem) => {
  const explained = explainFailure(error);
  expect(explained).toBeInstanceOf(TemporaryError);
  expect((explained as Error).message).toMatch(problem);
});

test("any other error stays as it is", () => {
  const error = new UsageError("max_bin must be at least 2");
  expect(explainFailure(error)).toBe(error);
});

test("a worker's messages are passed on, the engine's last words are not", () => {
  let written = "";
  const listen = messagesOf((text) => {
    written += text;
  });
  listen({ stderr: "a warning\n" });
  listen({ stderr: "I0000 00:00:1 port.cc] oneDNN custom operations are on.\nanother\n" });
  listen({});
  listen({ stderr: "one more\n\n<--- Last few GCs --->\n[1:0x1] 100 ms: Mark-Compact\n" });
  listen({ stderr: "----- Native stack trace -----\n 1: 0x1 node::Abort\n" });
  expect(written).toBe("a warning\nanother\none more");
});
