// Runs a command of the command line and prints, as one JSON line on stderr, its time and memory: node
// command-run.js MAIN.js ARGUMENTS...
import { pathToFileURL } from "node:url";

/** The time and memory that a command took. */
export interface CommandRun {
  readonly seconds: number;
  /** The peak of the resident memory in megabytes, threads included. */
  readonly memory: number;
}

const [main, ...args] = process.argv.slice(2);
process.argv = [process.execPath, main!, ...args];
const start = performance.now();
process.once("exit", () => {
  const run: CommandRun = {
    seconds: (performance.now() - start) / 1000,
    memory: process.resourceUsage().maxRSS / 1024,
  };
  process.stderr.write(`\n${JSON.stringify(run)}\n`);
});
await import(pathToFileURL(main!).href);
