import type { Judgement, Verdict } from "./judge.js";
import type { CaseEnd } from "./messages.js";
import { runCases } from "./run-cases.js";

/** The most processor time that a case may take, in milliseconds. */
const MOST_MILLISECONDS = 2000;
/** The most memory that a process may have in use during a case, in bytes. Inputs have less than 100 KB. */
const MOST_BYTES = 300 * 2 ** 20;

/** The ways in which a case can end. */
export type Outcome = Verdict | "hang" | "memory" | "crash";

/** A case that ended as none should. */
interface Failure {
  readonly index: number;
  readonly outcome: Outcome;
  readonly message: string;
}

/** How the cases of a parser ended. */
export interface ParserReport {
  readonly parser: string;
  readonly counts: ReadonlyMap<Outcome, number>;
  readonly slowestMilliseconds: number;
  readonly peakBytes: number;
  readonly failures: readonly Failure[];
}

/** Which cases of a parser are run. */
export interface RunOptions {
  readonly seed: number;
  readonly first: number;
  readonly cases: number;
}

/** Runs the cases of a parser. A case that took long or much memory is run again alone, since what ran before it may be to blame. */
export async function runParser(parser: string, options: RunOptions): Promise<ParserReport> {
  const { seed, cases } = options;
  const end = options.first + cases;
  const counts = new Map<Outcome, number>();
  const failures: Failure[] = [];
  let slowestMilliseconds = 0;
  let peakBytes = 0;
  const count = (index: number, outcome: Outcome, message: string) => {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (outcome !== "valid" && outcome !== "ours") failures.push({ index, outcome, message });
  };
  const measure = ({ index, milliseconds, peakBytes: peak, ...judgement }: CaseEnd) => {
    slowestMilliseconds = Math.max(slowestMilliseconds, milliseconds);
    peakBytes = Math.max(peakBytes, peak);
    count(index, outcomeOf(judgement, milliseconds, peak), messageOf(judgement, milliseconds, peak));
  };
  for (let first = options.first; first < end; ) {
    const { ends, broken, message } = await runCases({ parser, seed, first, end });
    if (broken === "unprepared") {
      count(first, "wrong", `no sample could be made: ${message}`);
      break;
    }
    for (const one of ends) {
      if (!isSuspect(one)) measure(one);
      else await runAlone(parser, seed, one.index, measure, count);
    }
    first += ends.length;
    if (broken === undefined) break;
    await runAlone(parser, seed, first, measure, (index, outcome, again) =>
      count(index, outcome, again || message),
    );
    first++;
  }
  return { parser, counts, slowestMilliseconds, peakBytes, failures };
}

async function runAlone(
  parser: string,
  seed: number,
  index: number,
  measure: (end: CaseEnd) => void,
  count: (index: number, outcome: Outcome, message: string) => void,
): Promise<void> {
  const { ends, broken, message } = await runCases({ parser, seed, first: index, end: index + 1 });
  for (const end of ends) measure(end);
  if (ends.length === 0) count(index, broken === "hang" ? "hang" : "crash", message);
}

function isSuspect({ milliseconds, peakBytes }: CaseEnd): boolean {
  return milliseconds > MOST_MILLISECONDS || peakBytes > MOST_BYTES;
}

function outcomeOf({ verdict }: Judgement, milliseconds: number, peakBytes: number): Outcome {
  if (verdict === "foreign" || verdict === "wrong") return verdict;
  if (milliseconds > MOST_MILLISECONDS) return "hang";
  return peakBytes > MOST_BYTES ? "memory" : verdict;
}

function messageOf({ message }: Judgement, milliseconds: number, peakBytes: number): string {
  return `${message} (${Math.round(milliseconds)} ms, ${Math.round(peakBytes / 2 ** 20)} MiB)`;
}
