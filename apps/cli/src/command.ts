import { printable, printableJson } from "@weightcast/core";
import { Command } from "commander";

/** The options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/**
 * Makes a command with the common options, and with examples in its help.
 *
 * @param signature the command's name and arguments in commander's notation: `fit <zoo>`
 * @param examples command lines, without the leading `weightcast`
 */
export function createCommand(signature: string, summary: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ weightcast ${example}`);
  const [name, ...words] = signature.split(" ");
  const command = new Command(name);
  for (const word of words) command.argument(word);
  return command
    .summary(summary)
    .description(summary)
    .option("--json", "print one JSON document")
    .option("--verbose", "show the stack of an error")
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/**
 * Prints a command's result as JSON or as text for people. The text may be a function that makes it when it is needed. Control characters in names
 * and cells of files are removed.
 */
export function print(options: CommonOptions, json: unknown, text: string | (() => string)): void {
  const shown =
    options.json === true
      ? printableJson(JSON.stringify(json, null, 2))
      : printable(typeof text === "string" ? text : text());
  process.stdout.write(`${shown}\n`);
}
