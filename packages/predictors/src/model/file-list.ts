import { describeIssue, InputError, parseJsonText } from "@weightcast/core";
import * as v from "valibot";

/** The manifest's entry for another file of the model. */
interface FileRecord {
  /** The size of the file in bytes. */
  readonly bytes: number;
  /** The SHA-256 of the file in lower-case hexadecimal. */
  readonly sha256: string;
}

/** The files of a model folder beside its manifest, by their paths in it, with `/` between folder and name. */
export type FileList = Readonly<Record<string, FileRecord>>;

/** The maximum size of a file that is read at once, in bytes. */
const MOST_FILE_BYTES = 2 ** 30;
const MOST_FILES = 1000;
/**
 * A path of a file, possibly in folders, that neither leads out of the model folder nor names a hidden file.
 */
const PLAIN_PATH = /^(?:[A-Za-z0-9_][A-Za-z0-9_.,=-]*\/){0,4}[A-Za-z0-9_][A-Za-z0-9_.,=-]*$/;

const FileListSchema: v.GenericSchema<unknown, { readonly files: FileList }> = v.object({
  files: v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(PLAIN_PATH, "is no path of a file in the model's folder")),
      v.object({
        bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_FILE_BYTES)),
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "is not 64 hexadecimal digits")),
      }),
    ),
    v.check((files) => Object.keys(files).length <= MOST_FILES, `lists more than ${MOST_FILES} files`),
  ),
});

/** Makes the manifest's entry for a file. */
export async function fileRecord(bytes: Uint8Array): Promise<FileRecord> {
  return { bytes: bytes.length, sha256: await sha256Of(bytes) };
}

/** @throws InputError where a file is not the one that the manifest lists */
export async function requireListed(bytes: Uint8Array, listed: FileRecord, file: string): Promise<void> {
  const { bytes: size, sha256 } = await fileRecord(bytes);
  if (size === listed.bytes && sha256 === listed.sha256) return;
  throw new InputError(
    `is not the file of ${listed.bytes} bytes that manifest.json lists; copy the model again`,
    { file },
  );
}

/** The SHA-256 of bytes in lower-case hexadecimal. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The list of files in a manifest.
 *
 * @throws InputError where the text is not JSON, or the list is missing or malformed; names the field
 */
export function parseFileList(text: string, file: string): FileList {
  const value = parseJsonText(text, file);
  if (typeof value === "object" && value !== null && !("files" in value)) {
    throw new InputError("lists no files, as those of earlier versions; fit the model again", { file });
  }
  const result = v.safeParse(FileListSchema, value);
  if (result.success) return result.output.files;
  const issue = result.issues[0];
  throw new InputError(describeIssue(issue), { file });
}
