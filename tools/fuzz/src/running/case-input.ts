import type { Input } from "../input.js";
import { Dice } from "../mutators/dice.js";
import type { PreparedParser } from "../parsers/parser.js";

/**
 * The input of a case: the first cases are the parser's samples as they are, which must be valid; the others are damaged samples. The same seed,
 * parser and index give the same input.
 */
export function caseInput(parser: PreparedParser, name: string, seed: number, index: number): Input {
  const sample = parser.samples[index];
  if (sample !== undefined) return sample;
  const dice = new Dice(seed, name, index);
  return parser.mutate(dice.pick(parser.samples), dice);
}
