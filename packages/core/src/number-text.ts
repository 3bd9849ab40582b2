const FINITE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const MISSING = /^(?:[+-]?nan)?$/i;

/**
 * Reads a number from a text as Python's `float` does: NaN if the text is empty, undefined if the text is not
 * a number.
 */
export function parseNumber(text: string): number | undefined {
  const word = text.trim();
  if (FINITE.test(word)) return Number(word);
  const sign = INFINITE.exec(word)?.[1];
  if (sign !== undefined) return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return MISSING.test(word) ? Number.NaN : undefined;
}

/** The shortest text that `parseNumber` reads as the same number. A NaN becomes an empty text. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "";
  if (Object.is(value, -0)) return "-0";
  return String(value).replace("Infinity", "inf");
}
