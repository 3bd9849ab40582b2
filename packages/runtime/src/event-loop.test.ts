import { CancelledError } from "@weightcast/core";
import { expect, test } from "vitest";
import { takeTurns } from "./event-loop.js";

test("long work lets a timer through", async () => {
  const pause = takeTurns();
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 0);
  const end = performance.now() + 5000;
  while (!fired && performance.now() < end) await pause();
  expect(fired).toBe(true);
});

test("work ends once its signal is aborted", async () => {
  const stop = new AbortController();
  const pause = takeTurns(stop.signal);
  await pause();
  stop.abort("enough");
  await expect(pause()).rejects.toThrow(CancelledError);
});
