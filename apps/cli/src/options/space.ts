import { type HyperparameterSpace, PUBLISHED_SPACE, parseSpace } from "@weightcast/zoo-trainer";
import { readText } from "./read-text.js";

/**
 * Reads the value of `--space`: a file with a space, or the training.json of a zoo, whose space is taken.
 *
 * @returns the published space where there is no file
 * @throws InputError where the file is missing or malformed
 */
export async function readSpace(file: string | undefined): Promise<HyperparameterSpace> {
  if (file === undefined) return PUBLISHED_SPACE;
  const text = await readText(file);
  return parseSpace(spaceOfRecord(text) ?? text, file);
}

/** The space in the text of a training.json, as JSON; undefined where the text is something else. */
function spaceOfRecord(text: string): string | undefined {
  try {
    const { format, space } = JSON.parse(text);
    return format === undefined || space === undefined ? undefined : JSON.stringify(space);
  } catch {
    return undefined;
  }
}
