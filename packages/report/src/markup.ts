/** A value that `markup` accepts: text is escaped, markup is not, and null becomes nothing. */
export type Content = Markup | string | number | null | readonly Content[];

/** Text that is well-formed XML, and HTML too. Only `markup` makes it, so no text gets in unescaped. */
export class Markup {
  readonly text: string;

  /** @param text markup that is known to be well-formed */
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A template of XML: `` markup`<text x="${12.345}">${name}</text>` ``. Numbers are coordinates and are rounded to a tenth; numbers for
 * people are formatted before they get here.
 */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + render(contents[i - 1] ?? null) + string));
}

function render(content: Content): string {
  if (content === null) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "string") return escapeText(content);
  if (typeof content === "number") return coordinate(content);
  return content.map(render).join("");
}

/** Formats a number of a drawing with one decimal. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10 || 0);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that XML 1.0 cannot represent, and marks that would reorder the text around a name. */
const UNPRINTABLE = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|[\u202A-\u202E\u2066-\u2069]/gu;

function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, "\uFFFD").replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
