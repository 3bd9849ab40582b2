import { afterEach, beforeEach, expect, test, vi } from "vitest";

let stops: typeof import("./until-stopped.js");
let ignoreStops: () => void;
const end = vi.fn();

beforeEach(async () => {
  // A stop is remembered as long as the process lives.
  vi.resetModules();
  stops = await import("./until-stopped.js");
  end.mockClear();
  ignoreStops = stops.listenForStops(end);
});
afterEach(() => ignoreStops());

const stop = () => process.emit("SIGTERM", "SIGTERM");
const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("aborted")));

test("a stop cancels the work, and is not waited for any longer", async () => {
  const work = stops.untilStopped(untilAborted, 10);
  stop();
  expect(await work).toBe("aborted");
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(end).not.toHaveBeenCalled();
  expect(stops.stopExitCode()).toBe(143);
});

test("a stop that comes when work has nothing left to cancel cancels the next", async () => {
  await stops.untilStopped(async () => stop());
  const next = vi.fn(async () => {});
  await expect(stops.untilStopped(next)).rejects.toThrow("the command was cancelled");
  await expect(stops.stopSignal()).rejects.toThrow("the command was cancelled");
  expect(next).not.toHaveBeenCalled();
});

test("a stop between works ends the process", () => {
  stop();
  expect(end).toHaveBeenCalledTimes(1);
});

test("work that does not end in time is left; without a bound it may end when it can", async () => {
  void stops.untilStopped(() => new Promise(() => {}), 20);
  void stops.untilStopped(() => new Promise(() => {}));
  stop();
  stop();
  expect(end).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(end).toHaveBeenCalledTimes(1));
});
