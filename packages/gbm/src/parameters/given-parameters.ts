import { UsageError, unknownName } from "@weightcast/core";
import type { Given } from "./lists.js";
import { FLAGS, SCHEDULE, SEEDS, WORDS } from "./names.js";
import { NUMBERS } from "./numbers.js";
import { checkNeutral, UNSUPPORTED_NAMES, WITHOUT_EFFECT } from "./unsupported.js";

/** Is told of each parameter that is ignored, and why. */
export type OnIgnored = (message: string) => void;

const MAIN_NAME_OF: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries({ ...NUMBERS, ...FLAGS }).map(([name, entry]): [string, readonly string[]] => [
      name,
      entry.aliases,
    ]),
    ...Object.entries({ ...SEEDS, ...WORDS, ...SCHEDULE, ...WITHOUT_EFFECT, ...UNSUPPORTED_NAMES }),
  ].flatMap(([name, aliases]) => [name, ...aliases].map((alias): [string, string] => [alias, name])),
);

const NUMERIC_NAMES: ReadonlySet<string> = new Set(
  Object.keys({ ...NUMBERS, ...SEEDS, ...SCHEDULE, ...UNSUPPORTED_NAMES }),
);

/**
 * Returns the given parameters by their main names.
 *
 * @param onIgnored called for each name that is unknown or given twice, which is then ignored: of two names of one parameter the main
 *   name counts, or else the shorter alias, as in LightGBM. Where it is given, numbers may also stand as texts.
 * @throws UsageError for a name that is unknown or given twice where `onIgnored` is missing, and for a setting that
 *   this package does not have
 */
export function givenParameters(
  parameters: Readonly<Record<string, unknown>>,
  onIgnored: OnIgnored | undefined,
): ReadonlyMap<string, Given> {
  const refuse = (problem: UsageError): void => {
    if (onIgnored === undefined) throw problem;
    onIgnored(problem.message);
  };
  const given = new Map<string, Given>();
  const entries = Object.entries(parameters);
  const isAsInLightgbm = onIgnored !== undefined;
  for (const [name, text] of isAsInLightgbm ? entries.toSorted(byPrecedence) : entries) {
    const main = MAIN_NAME_OF.get(name);
    if (main === undefined) {
      refuse(unknownName("parameter", name, Array.from(MAIN_NAME_OF.keys())));
      continue;
    }
    const value = isAsInLightgbm && NUMERIC_NAMES.has(main) ? asNumber(text) : text;
    const twin = given.get(main);
    // Python's packages pass names that they do not set as None, beside the ones that they do.
    if (twin !== undefined && value === null) continue;
    if (twin !== undefined && twin.value !== null) {
      refuse(new UsageError(`${twin.name} and ${name} are the same parameter; give one`));
      continue;
    }
    if (main in UNSUPPORTED_NAMES) checkNeutral(main, name, value);
    given.set(main, { name, value });
  }
  return given;
}

/** Reads a number that stands as a text, as all numbers do in LightGBM's own files of parameters; other values stay as they are. */
function asNumber(value: unknown): unknown {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** Orders main names before aliases, and shorter aliases before longer ones. */
function byPrecedence([a]: [string, unknown], [b]: [string, unknown]): number {
  const isAlias = (name: string) => Number(MAIN_NAME_OF.get(name) !== name);
  return isAlias(a) - isAlias(b) || a.length - b.length || (a < b ? -1 : 1);
}
