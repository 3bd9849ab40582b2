import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, OutputExistsError } from "@weightcast/core";
import { writeFileAtomic } from "@weightcast/runtime/node";
import * as v from "valibot";
import type { SplitReference } from "../jobs/job.js";
import { sha256 } from "../jobs/sha256.js";

/** The file that says which request the results in a folder belong to. */
export const REQUEST = "request.json";

/** A request for results, as JSON: the options that decide what is computed, by name. */
export type ResultsRequest = Readonly<Record<string, unknown>>;

const RequestSchema = v.record(v.string(), v.unknown());

/**
 * Writes the request into a folder without results, and refuses a folder with the results of another request.
 *
 * @param goesOnWith other requests, whose results may be replaced because those of `request` include them
 * @throws OutputExistsError where the folder has the results of another request
 * @throws InputError where the file that names the folder's request is damaged
 */
export async function claimFolder(
  folder: string,
  request: ResultsRequest,
  goesOnWith: readonly ResultsRequest[] = [],
): Promise<void> {
  const file = join(folder, REQUEST);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return keepRequest(folder, request);
  const earlier = parseRequest(text, file);
  const differences = differencesOf(earlier, request);
  const isReplaceable = goesOnWith.some((included) => differencesOf(earlier, included).length === 0);
  if (differences.length === 0 || isReplaceable) return;
  throw new OutputExistsError(
    folder,
    `it holds results of another request (${differences.join("; ")}); choose another folder, or allow replacing them`,
    { isReplaceable: true },
  );
}

/** Writes the request into a folder; replaces an earlier request. */
export async function keepRequest(folder: string, request: ResultsRequest): Promise<void> {
  const text = `${JSON.stringify(request, null, 2)}\n`;
  await writeFileAtomic(join(folder, REQUEST), (handle) => handle.writeFile(text), { force: true });
}

function parseRequest(text: string, file: string): ResultsRequest {
  try {
    return v.parse(RequestSchema, JSON.parse(text));
  } catch (cause) {
    throw new InputError("is damaged; choose another folder, or remove this one", { file }, { cause });
  }
}

/** The differences between two requests in words: `seed 0, not 1`. */
function differencesOf(earlier: ResultsRequest, asked: ResultsRequest): string[] {
  const names = Array.from(new Set([...Object.keys(asked), ...Object.keys(earlier)]));
  const text = (value: unknown) => JSON.stringify(value) ?? "none";
  return names
    .filter((name) => text(earlier[name]) !== text(asked[name]))
    .map((name) => `${name} ${text(earlier[name])}, not ${text(asked[name])}`);
}

/** The number of hexadecimal digits of a hash that are shown. */
const DIGITS = 12;

/** The text by which a request names a zoo. */
export function zooInWords({
  name,
  fingerprint,
}: {
  readonly name: string;
  readonly fingerprint: string;
}): string {
  return `${name} ${fingerprint.slice(0, DIGITS)}`;
}

/**
 * The text by which a request names a split. If a file lists the part of each run, the text contains a hash
 * of that list.
 */
export function splitInWords({ name, assigned }: SplitReference): string {
  return assigned === null ? name : `${name} ${sha256(JSON.stringify(assigned)).slice(0, DIGITS)}`;
}
