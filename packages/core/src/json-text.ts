import { InputError } from "./errors.js";

/**
 * The maximum length of a JSON text. No JSON file of Weightcast comes near this, and engines need many times
 * the text's size in memory to parse a text.
 */
const MOST_JSON_CHARACTERS = 2 ** 26;

/**
 * The value of a JSON text from a file. A byte order mark at its start, as some editors write it, is passed over.
 *
 * @param file named in errors
 * @throws InputError where the text is not JSON, or has more than 2^26 characters
 */
export function parseJsonText(text: string, file?: string): unknown {
  if (text.length > MOST_JSON_CHARACTERS) {
    throw new InputError(`has ${text.length} characters; at most ${MOST_JSON_CHARACTERS} of JSON are read`, {
      file,
    });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new InputError(`is not JSON: ${(cause as Error).message}`, { file }, { cause });
  }
}
