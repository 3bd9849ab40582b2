import { expect, test } from "vitest";
import { failureReason, run } from "./run.js";

const node = process.execPath;

test("a command's output and exit status come back, and its input reaches it", async () => {
  const program = "process.stdin.pipe(process.stdout); console.error('aside'); process.exitCode = 3";
  const result = await run(node, ["-e", program], { input: "text" });
  expect(result).toEqual({ found: true, status: 3, signal: null, stdout: "text", stderr: "aside\n" });
});

test("a command that does not exist is not found", async () => {
  expect(await run("weightcast-no-such-command", [])).toMatchObject({ found: false, status: null });
});

test("a command is stopped at its time limit", async () => {
  const result = await run(node, ["-e", "setInterval(() => {}, 1000)"], { timeLimit: 300 });
  expect(result).toMatchObject({ status: null, signal: "SIGTERM" });
});

test("the reason of a failure is the first line that names an error, else the last line, else the status", () => {
  const failed = { found: true, status: 1, signal: null, stdout: "", stderr: "" };
  const thrown = "throw er; // Unhandled 'error' event\n^\nError: getaddrinfo ENOTFOUND host\n  at f\n";
  expect(failureReason({ ...failed, stderr: thrown })).toBe("Error: getaddrinfo ENOTFOUND host");
  expect(failureReason({ ...failed, stderr: "a.cc:1:10: fatal error: x.h: No such file\n" })).toContain(
    "x.h",
  );
  expect(failureReason({ ...failed, stdout: "working\ngave up\n" })).toBe("gave up");
  expect(failureReason(failed)).toBe("exit status 1");
  expect(failureReason({ ...failed, status: null, signal: "SIGILL" })).toBe("stopped by SIGILL");
});
