import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, OutputExistsError } from "@weightcast/core";
import { writeFileAtomic } from "@weightcast/runtime/node";
import * as v from "valibot";
import type { SplitReference } from "../jobs/job.js";
import { sha256 } from "../jobs/sha256.js";

/** The file that tells what results are in a folder, and that such are in it. */
export const REQUEST = "request.json";

/** What results are of, by the names that the options have on the command line: JSON. */
export type ResultsRequest = Readonly<Record<string, unknown>>;

const RequestSchema = v.record(v.string(), v.unknown());

/**
 * Refuses a folder that holds other results, and writes the request into one that holds none.
 *
 * @param goesOnWith another request, whose results those of `request` may replace because they hold them
 * @throws OutputExistsError where the folder holds another request's results
 * @throws InputError where what it holds cannot be told
 */
export async function claimFolder(
  folder: string,
  request: ResultsRequest,
  goesOnWith?: ResultsRequest,
): Promise<void> {
  const file = join(folder, REQUEST);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return keepRequest(folder, request);
  const earlier = parseRequest(text, file);
  const differences = differencesOf(earlier, request);
  const isReplaceable = goesOnWith !== undefined && differencesOf(earlier, goesOnWith).length === 0;
  if (differences.length === 0 || isReplaceable) return;
  throw new OutputExistsError(
    folder,
    `it holds results of another request (${differences.join("; ")}); choose another folder, or add --force to replace them`,
  );
}

/** Writes the request into a folder, in place of one that was there. */
export async function keepRequest(folder: string, request: ResultsRequest): Promise<void> {
  const text = `${JSON.stringify(request, null, 2)}\n`;
  await writeFileAtomic(join(folder, REQUEST), (handle) => handle.writeFile(text), { force: true });
}

function parseRequest(text: string, file: string): ResultsRequest {
  try {
    return v.parse(RequestSchema, JSON.parse(text));
  } catch (cause) {
    throw new InputError(
      "is damaged; choose another folder, or add --force to replace all",
      { file },
      { cause },
    );
  }
}

/** Where two requests differ, in words: `seed 0, not 1`. */
function differencesOf(earlier: ResultsRequest, asked: ResultsRequest): string[] {
  const names = Array.from(new Set([...Object.keys(asked), ...Object.keys(earlier)]));
  const text = (value: unknown) => JSON.stringify(value) ?? "none";
  return names
    .filter((name) => text(earlier[name]) !== text(asked[name]))
    .map((name) => `${name} ${text(earlier[name])}, not ${text(asked[name])}`);
}

/** How many hexadecimal digits of a hash tell things apart for people. */
const DIGITS = 12;

/** A zoo in a request. */
export function zooInWords({
  name,
  fingerprint,
}: {
  readonly name: string;
  readonly fingerprint: string;
}): string {
  return `${name} ${fingerprint.slice(0, DIGITS)}`;
}

/** A split in a request: where a file assigns the parts, what it assigns. */
export function splitInWords({ name, assigned }: SplitReference): string {
  return assigned === null ? name : `${name} ${sha256(JSON.stringify(assigned)).slice(0, DIGITS)}`;
}
