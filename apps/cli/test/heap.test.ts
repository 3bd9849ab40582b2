import { expect, test } from "vitest";
import { MAIN, run } from "./run-cli.js";

/** Fills the heap little by little, as input does that is too large. */
const FILLING = `
const kept = [];
setInterval(() => kept.push(Array.from({ length: 20_000 }, (_, i) => [i])), 5);
`;

test("a heap that fills while a command runs is told in one line and one document", async () => {
  const filling = `data:text/javascript,${encodeURIComponent(FILLING)}`;
  // The page's server would run until it is stopped.
  const command = ["--max-old-space-size=128", "--import", filling, MAIN, "ui", "--json"];
  const { code, stdout, stderr } = await run(process.execPath, command);
  const message =
    "the engine's heap of 128 MiB is full; raise --max-old-space-size (see NODE_OPTIONS) to 256 or more, or use a smaller input";
  expect([code, stderr.trimEnd().split("\n").at(-1)]).toEqual([75, `weightcast: ${message}`]);
  expect(stdout).toContain(JSON.stringify({ error: { code: "TRY_AGAIN", message } }, null, 2));
});
