const LONGEST = 60;

/** A text of a file as messages show it. */
export function quoted(text: string): string {
  return `'${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}'`;
}
