import type { PreparedParser } from "./parsers/parser.js";
import { parserNamed } from "./parsers/registry.js";
import { caseInput } from "./running/case-input.js";
import { type Judgement, judge, judgeError } from "./running/judge.js";
import type { Assignment, WorkerMessage } from "./running/messages.js";
import { forgetPeak, peakMemory } from "./running/peak-memory.js";

// Runs cases one after another in a process of its own, which its parent ends where a case hangs.

/** Garbage of earlier cases beyond this is collected before a case, so that it does not count as the case's. */
const MOST_GARBAGE_BYTES = 160 * 2 ** 20;

const { parser: name, seed, first, end } = JSON.parse(process.argv[2] ?? "") as Assignment;

/** More memory than the libraries of most parsers take. What those of a parser take beyond, such as native TensorFlow, does not count as a case's. */
const USUAL_LIBRARY_BYTES = 100 * 2 ** 20;
let libraryBytes = 0;

/** An error that no caller caught, such as of a promise that a parser left behind. */
let uncaught: Judgement | undefined;
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    const { message } = judgeError(error);
    uncaught = { verdict: "foreign", message: `nobody caught ${message}` };
  });
}

function tell(message: WorkerMessage): void {
  process.send?.(message);
}

async function runCase(parser: PreparedParser, index: number): Promise<void> {
  const input = caseInput(parser, name, seed, index);
  if (process.memoryUsage.rss() - libraryBytes > MOST_GARBAGE_BYTES) globalThis.gc?.();
  forgetPeak();
  const before = process.cpuUsage();
  let judgement = await judge(parser, input);
  const { user, system } = process.cpuUsage(before);
  const peakBytes = peakMemory() - libraryBytes;
  await new Promise((resolve) => setImmediate(resolve));
  judgement = uncaught ?? judgement;
  uncaught = undefined;
  if (index < parser.samples.length && judgement.verdict === "ours") {
    judgement = { verdict: "wrong", message: `a sound input was refused: ${judgement.message}` };
  }
  tell({ kind: "case", end: { ...judgement, index, milliseconds: (user + system) / 1000, peakBytes } });
}

try {
  const parser = await parserNamed(name).prepare();
  const bytes = process.memoryUsage.rss();
  libraryBytes = Math.max(0, bytes - USUAL_LIBRARY_BYTES);
  tell({ kind: "ready", bytes });
  for (let index = first; index < end; index++) await runCase(parser, index);
  await parser.close?.();
  tell({ kind: "done" });
} catch (error) {
  tell({
    kind: "unprepared",
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}
process.disconnect?.();
