import { CUSTOM } from "../objectives/custom.js";
import type { Objective } from "../objectives/objective.js";
import { objectives } from "../objectives/objectives.js";
import type { ScoreTable } from "../objectives/score-table.js";
import { type BoosterParameters, type ResolvedParameters, resolveParameters } from "../parameters/resolve.js";

/** The objective of a model file, and its settings there. */
export interface ModelObjective {
  readonly objective: Objective;
  readonly settings: ResolvedParameters;
}

/** A function that replaces raw scores by predictions, in place. */
export type Link = (scores: ScoreTable) => void;

/**
 * Reads the objective that a model file names, e.g. `binary sigmoid:1`.
 *
 * @param parameters settings that the file does not hold
 * @returns undefined where the raw scores are the predictions; a text that says what is wrong with the
 * objective
 */
export function parseObjective(
  text: string | undefined,
  parameters: BoosterParameters = {},
): ModelObjective | string | undefined {
  if (text === undefined || text === "" || text === CUSTOM) return undefined;
  const [name, ...words] = text.split(" ");
  const objective = objectives.find(name!);
  if (objective === undefined) return `'${text}' is none of ${objectives.names().join(", ")}, ${CUSTOM}`;
  // Each word of the setting is `setting:value` or `sqrt`.
  const settings = words.map((word): [string, unknown] => {
    const [key, value] = word.split(":");
    return value === undefined ? [key === "sqrt" ? "reg_sqrt" : key!, true] : [key!, Number(value)];
  });
  try {
    const given = { ...parameters, objective: name, ...Object.fromEntries(settings) };
    return { objective, settings: resolveParameters(given) };
  } catch (error) {
    return `'${text}' cannot be read: ${(error as Error).message}`;
  }
}

/**
 * Returns the function that turns a model's raw scores into predictions; undefined if the raw scores are the
 * predictions.
 */
export function linkOf(text: string | undefined): Link | undefined {
  const parsed = parseObjective(text);
  if (parsed === undefined || typeof parsed === "string" || parsed.objective.link === undefined)
    return undefined;
  const { objective, settings } = parsed;
  return (scores) => objective.link!(scores, settings);
}
