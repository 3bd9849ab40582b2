import { WeightcastError } from "@weightcast/core";
import type { Input } from "../input.js";
import type { PreparedParser } from "../parsers/parser.js";

/**
 * What a parser made of an input: `valid`, it was read; `ours`, it was refused by an error class of core; `foreign`, it was refused by an error of the
 * engine or of a library; `wrong`, what was read contradicts itself, or the message is not one printable line of moderate length.
 */
export type Verdict = "valid" | "ours" | "foreign" | "wrong";

export interface Judgement {
  readonly verdict: Verdict;
  /** The error's message, or what is wrong; empty for a valid input. */
  readonly message: string;
}

/** Longer messages quote more of a file than helps to find the place. */
const LONGEST_MESSAGE = 2000;

/** What messages hold that quote an error of the engine, or a value that nobody looked at. */
const ENGINE_WORDS =
  /\bundefined\b|\[object|is not a function|is not iterable|Cannot read|Invalid (?:typed )?array|allocation failed|out of memory|Maximum call stack|unreachable|out of bounds|Offset is outside/i;

/** Lets a parser read an input. */
export async function judge(parser: PreparedParser, input: Input): Promise<Judgement> {
  try {
    const problem = await parser.read(input);
    return problem === undefined ? { verdict: "valid", message: "" } : { verdict: "wrong", message: problem };
  } catch (error) {
    return judgeError(error);
  }
}

/** The judgement of what a parser threw. */
export function judgeError(error: unknown): Judgement {
  if (!(error instanceof WeightcastError)) {
    return {
      verdict: "foreign",
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  const { message } = error;
  if (message.length > LONGEST_MESSAGE) {
    const shown = `${message.slice(0, 100)} … ${message.slice(-100)}`;
    return { verdict: "wrong", message: `the message has ${message.length} characters: ${shown}` };
  }
  if (ENGINE_WORDS.test(message.replaceAll(/'[^']*'|"[^"]*"/g, ""))) {
    return { verdict: "wrong", message: `the message passes on the engine's words: ${message}` };
  }
  return { verdict: "ours", message };
}
