import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError, WeightcastError } from "@weightcast/core";
import { PARSERS, parserNamed } from "./parsers/registry.js";
import { describeFailures, reportTable } from "./report.js";
import { caseInput } from "./running/case-input.js";
import { type ParserReport, type RunOptions, runParser } from "./running/run-parser.js";

// Damages the inputs of the product's parsers in many ways, and looks at what the parsers make of them:
// `pnpm fuzz [parser…] [--cases N] [--seed S]`.

const DEFAULT_CASES = 500;
/** The exit code where a case ended as none should. */
const FOUND_FAULTS = 1;
const BAD_USAGE = 2;

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      cases: { type: "string", default: String(DEFAULT_CASES) },
      first: { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
      write: { type: "string" },
    },
  });
  const options = {
    cases: wholeNumber("cases", values.cases),
    first: wholeNumber("first", values.first),
    seed: wholeNumber("seed", values.seed),
  };
  const names =
    positionals.length > 0 ? positionals.map((name) => parserNamed(name).name) : Array.from(PARSERS.keys());
  if (values.write !== undefined) await writeInputs(names, options, values.write);
  const reports = await runAll(names, options);
  process.stdout.write(`${reportTable(reports)}\n`);
  const faulty = reports.filter(({ failures }) => failures.length > 0);
  for (const report of faulty) process.stdout.write(`\n${describeFailures(report, options.seed)}\n`);
  if (faulty.length > 0) process.exitCode = FOUND_FAULTS;
}

/** Runs the parsers, as many at a time as there are cores; returns their reports in the order of the names. */
async function runAll(names: readonly string[], options: RunOptions): Promise<ParserReport[]> {
  const left = [...names];
  const reports = new Map<string, ParserReport>();
  const lane = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      reports.set(name, await runParser(name, options));
      process.stderr.write(`${name}: done, ${reports.size}/${names.length} parsers\n`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return names.flatMap((name) => reports.get(name) ?? []);
}

/** Writes the inputs of cases, each into a folder of its own, so that a fault can be looked at. */
async function writeInputs(
  names: readonly string[],
  { first, cases, seed }: RunOptions,
  folder: string,
): Promise<void> {
  for (const name of names) {
    const parser = await parserNamed(name).prepare();
    for (let index = first; index < first + cases; index++) {
      for (const [file, bytes] of caseInput(parser, name, seed, index)) {
        const path = join(folder, `${name}-${index}`, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
      }
    }
    await parser.close?.();
  }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UsageError(`--${option} takes a whole number, not '${text}'`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof WeightcastError ? error.message : (error as Error).stack}\n`);
  process.exitCode = BAD_USAGE;
}
