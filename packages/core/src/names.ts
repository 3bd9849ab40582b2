import { UsageError } from "./errors.js";

/** Edit distance of Levenshtein: insertions, deletions and substitutions cost 1. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** The known name with the smallest edit distance to `name` (the first of equals), or undefined where none is known. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The error for a name that is none of `known`: names the closest one and lists them all. */
export function unknownName(what: string, name: string, known: readonly string[]): UsageError {
  const closest = closestName(name, known);
  if (closest === undefined) return new UsageError(`unknown ${what} '${name}'; none is known`);
  return new UsageError(`unknown ${what} '${name}'; did you mean '${closest}'? Known: ${known.join(", ")}`);
}
