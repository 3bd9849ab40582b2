import { UsageError } from "./errors.js";

/** The maximum edit distance between an unknown name and a known name that is suggested for it. */
const MOST_EDITS = 2;
/** A shorter word is not searched for inside the known names, since many names contain it by chance. */
const SHORTEST_PART = 4;
/** The maximum number of known names that an error message lists. */
const MOST_LISTED = 40;

/** Edit distance: insertions, deletions, substitutions and swaps of neighbours cost 1. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? beforePrevious[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution, swap));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/**
 * The known name that was probably meant. It is the one with the smallest edit distance to `name` (the first of several with the same
 * distance), if that distance is at most 2 and less than half of the longer name's length; otherwise the first that contains `name`.
 */
function closestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = MOST_EDITS + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance && 2 * distance < Math.max(name.length, candidate.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== undefined || wanted.length < SHORTEST_PART) return best;
  return known.find((candidate) => candidate.toLowerCase().includes(wanted));
}

/** Joins words for a message: `a`, `a or b`, `a, b or c`; an empty text for no words. */
export function oneOf(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" or ");
}

/** Advice for a message about an unknown name: the known name that was probably meant, and all known names if they are few. */
export function nameAdvice(name: string, known: readonly string[]): string {
  if (known.length === 0) return "no name is known";
  const closest = closestName(name, known);
  const list = known.length <= MOST_LISTED ? known.join(", ") : undefined;
  if (closest !== undefined)
    return `did you mean '${closest}'?${list === undefined ? "" : ` Known: ${list}`}`;
  return list === undefined ? `it is not one of the ${known.length} known names` : `known: ${list}`;
}

/**
 * The error for an unknown name. Its message ends with `nameAdvice`.
 *
 * @param what the kind of thing that the name stands for: `predictor`
 */
export function unknownName(what: string, name: string, known: readonly string[]): UsageError {
  return new UsageError(`unknown ${what} '${name}'; ${nameAdvice(name, known)}`);
}
