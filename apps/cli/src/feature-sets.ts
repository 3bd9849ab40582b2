import { FEATURE_FAMILIES } from "@weightcast/features";

const INDENT = "      ";
const WIDTH = 110;

/** What the names of feature sets mean, from the registered families, for the help of commands that take a feature set. */
export function featureSetsHelp(): string {
  const families = Array.from(FEATURE_FAMILIES.values(), ({ syntax, help }) =>
    [`  ${syntax}`, ...wrapWords(help, WIDTH - INDENT.length).map((line) => INDENT + line)].join("\n"),
  );
  return `
Feature sets (several are joined by +; LAYERS and PERCENTILES are numbers joined by commas; layers count from 0, in the order of \`zoo info\`):
${families.join("\n")}`;
}

/** Lines of at most `width` characters, where no word is longer. */
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
