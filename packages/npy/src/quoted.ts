const LONGEST = 60;

/** Quotes a text from a file for a message. */
export function quoted(text: string): string {
  return `'${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}'`;
}
