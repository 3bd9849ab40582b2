import type { Command } from "commander";

/**
 * The words that call a command again with the same arguments and options as now.
 *
 * @param leftOut names of options, as commander has them, that are not repeated
 */
export function commandWords(command: Command, leftOut: readonly string[]): string[] {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  const options = command.options.flatMap((option) => {
    const name = option.attributeName();
    if (leftOut.includes(name) || command.getOptionValueSource(name) !== "cli") return [];
    const value: unknown = command.getOptionValue(name);
    const flag = option.long ?? option.short ?? "";
    return value === true ? [flag] : [flag, String(value)];
  });
  return [...names, ...command.args, ...options];
}
