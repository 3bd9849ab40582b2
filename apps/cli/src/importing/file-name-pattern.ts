import { UsageError } from "@weightcast/core";

/** The run and the step of a checkpoint, as far as its name tells them. */
export interface NamedCheckpoint {
  readonly run?: string;
  readonly step?: number;
}

/** Reads the run and the step from the path of a checkpoint; undefined if the path does not follow the pattern. */
export type FileNameReader = (path: string) => NamedCheckpoint | undefined;

const PLACE = /(\{[a-z]+\}|\*)/;

/**
 * Makes a reader of file names. The pattern is compared with the end of a path, without the ending that names the format: `run{run}-epoch{step}`
 * reads `models/run7-epoch20.pt`. `{run}` stands for any text without a slash, `{step}` for a whole number, `*` for anything in one part of
 * the path.
 *
 * @throws UsageError if the pattern has other places, one place twice, or neither `{run}` nor `{step}`
 */
export function fileNameReader(pattern: string): FileNameReader {
  const places = new Set<string>();
  const source = pattern
    .split(PLACE)
    .map((part) => {
      if (part === "*") return "[^/]*";
      if (!PLACE.test(part)) return part.replace(/[.+^${}()|[\]\\?]/g, "\\$&");
      if (part !== "{run}" && part !== "{step}") {
        throw new UsageError(`the pattern '${pattern}' has the place ${part}; known are {run} and {step}`);
      }
      if (places.has(part)) throw new UsageError(`the pattern '${pattern}' has ${part} twice`);
      places.add(part);
      return part === "{run}" ? "(?<run>[^/]+?)" : "(?<step>\\d+)";
    })
    .join("");
  if (places.size === 0) throw new UsageError(`the pattern '${pattern}' has neither {run} nor {step}`);
  const expression = new RegExp(`(?:^|/)${source}$`);
  return (path) => {
    const groups = expression.exec(withoutEnding(path.replaceAll("\\", "/")))?.groups;
    if (groups === undefined) return undefined;
    return {
      ...(groups.run === undefined ? {} : { run: groups.run }),
      ...(groups.step === undefined ? {} : { step: Number(groups.step) }),
    };
  };
}

/** A path without the endings of its file: `run-1.weights.h5` becomes `run-1`. */
export function withoutEnding(path: string): string {
  return path.replace(/(?:\.weights\.h5|\.safetensors\.index\.json|\.[a-z0-9]+)$/i, "");
}
