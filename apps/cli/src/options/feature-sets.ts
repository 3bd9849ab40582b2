import { FEATURE_FAMILIES } from "@weightcast/features";

const INDENT = "      ";
const WIDTH = 110;

/** A description of the names of feature sets, from the registered families, for the help of commands that take a feature set. */
export function featureSetsHelp(): string {
  const families = Array.from(FEATURE_FAMILIES.values(), ({ syntax, help }) =>
    [`  ${syntax}`, ...wrapWords(help, WIDTH - INDENT.length).map((line) => INDENT + line)].join("\n"),
  );
  return `
Feature sets (join several with +; LAYERS and PERCENTILES are numbers joined by commas; layers are counted from 0, in the order of \`zoo info\`):
${families.join("\n")}`;
}

/** Wraps a text to lines of at most `width` characters; longer words are not divided. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
