/** Control characters, line and paragraph separators, and marks that reorder the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const REPLACEMENT = "\ufffd";

/**
 * Text as a terminal may show it: control characters (escape sequences begin with one), line and paragraph separators and marks of text
 * direction are replaced by U+FFFD. Line feeds stay.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => (character === "\n" ? character : REPLACEMENT));
}

/**
 * Makes JSON text printable without changing its value: each character that is not printable becomes an
 * escape, such as `\u009b`.
 */
export function printableJson(json: string): string {
  return json.replaceAll(UNPRINTABLE, (character) =>
    character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
