/** A fenced block of code. */
interface CodeBlock {
  /** The text that follows the fence: `js`, or `js no-test`. */
  readonly info: string;
  readonly code: string;
}

const FENCED = /^```([^\n`]*)\n(.*?)^```$/gms;
const RUNNABLE = /^(?:js|ts)$/;
/** The target of a link or a picture; a title may follow it. */
const LINK = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const ELSEWHERE = /^(?:[a-z][a-z+.-]*:|#)/i;

/**
 * The example of a README: its first block of JavaScript or TypeScript with imports. A block whose fence
 * names more than its language (`js no-test`) is left out.
 *
 * @returns the code, or undefined where there is none
 */
export function exampleOf(markdown: string): string | undefined {
  return codeBlocks(markdown).find(({ info, code }) => RUNNABLE.test(info) && /^import\s/m.test(code))?.code;
}

/** Returns the targets of the relative links of a page, without the headings that they may name. */
export function relativeLinks(markdown: string): string[] {
  const text = markdown.replaceAll(FENCED, "").replaceAll(/`[^`\n]*`/g, "");
  return Array.from(text.matchAll(LINK), ([, target]) => target as string)
    .filter((target) => !ELSEWHERE.test(target))
    .map((target) => decodeURI(target.replace(/#.*$/, "")));
}

function codeBlocks(markdown: string): CodeBlock[] {
  return Array.from(markdown.matchAll(FENCED), ([, info, code]) => ({
    info: (info as string).trim(),
    code: code as string,
  }));
}
