import { UsageError } from "@weightcast/core";
import type { FeatureFamily } from "./feature-family.js";

/** The family's fields that appear in an error beside the problem. */
type FamilySyntax = Pick<FeatureFamily, "name" | "syntax" | "example">;

/** The most probe images of a set that a name may ask for. */
export const MOST_IMAGES = 10_000;
/** The most steps of a dream that a name may ask for. */
export const MOST_STEPS = 100_000;

/** A function that makes the error for a problem with the name that is being read. */
export type Fail = (problem: string) => UsageError;

/**
 * Makes the error for a name that a family cannot read: it tells the problem, the syntax of the family's
 * names, and an example.
 *
 * @param text the name, e.g. `weights.x`
 * @param problem goes on after the name: `has 'x' where a layer number should stand`
 */
export function featureSyntaxError(family: FamilySyntax, text: string, problem: string): UsageError {
  const { name, syntax, example } = family;
  const expected = syntax === name ? `${name} alone` : syntax;
  return new UsageError(`the feature set '${text}' ${problem}; expected ${expected}, for example ${example}`);
}

/**
 * Divides a name into the groups of a pattern and reads them.
 *
 * @throws UsageError where the pattern does not match
 */
export function readName<Request>(
  family: FamilySyntax,
  text: string,
  pattern: RegExp,
  read: (groups: readonly (string | undefined)[], fail: Fail) => Request,
): Request {
  const fail: Fail = (problem) => featureSyntaxError(family, text, problem);
  const match = pattern.exec(text);
  if (match === null) throw fail("is malformed");
  return read(match.slice(1), fail);
}

/** Reads layer numbers joined by commas, such as `0,3`. Each number may occur once. */
export function readLayers(text: string, fail: Fail): number[] {
  return readList(text, "layer", readLayer, fail);
}

/** Reads percentiles joined by commas, such as `0,2.5,100`. Each percentile may occur once. */
export function readPercentiles(text: string, fail: Fail): number[] {
  return readList(text, "percentile", readPercentile, fail);
}

/** Reads one layer number, which counts from 0. */
export function readLayer(text: string, fail: Fail): number {
  if (!/^\d+$/.test(text)) throw fail(`has '${text}' where a layer number should stand`);
  return Number(text);
}

/** Reads a count from 1 to `most`. */
export function readCount(text: string, things: string, most: number, fail: Fail): number {
  const count = Number(text);
  if (!(Number.isInteger(count) && count >= 1 && count <= most)) {
    throw fail(`asks for ${text} ${things}, outside 1 to ${most}`);
  }
  return count;
}

function readPercentile(text: string, fail: Fail): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw fail(`has '${text}' where a percentile should stand`);
  const percentile = Number(text);
  if (percentile < 0 || percentile > 100) throw fail(`has the percentile ${text}, outside [0, 100]`);
  return percentile;
}

function readList(
  text: string,
  what: string,
  readItem: (item: string, fail: Fail) => number,
  fail: Fail,
): number[] {
  const items = new Set<number>();
  for (const field of text.split(",")) {
    const item = readItem(field, fail);
    if (items.has(item)) throw fail(`names ${what} ${item} twice`);
    items.add(item);
  }
  return Array.from(items);
}
