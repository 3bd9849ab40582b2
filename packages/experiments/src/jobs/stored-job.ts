import * as v from "valibot";
import { type Made, MadeSchema } from "./made.js";
import { sha256 } from "./sha256.js";

/** A finished job, as a file keeps it. */
export interface StoredJob {
  readonly format: 4;
  /** The digest of the code that computed the outcome. */
  readonly code: string;
  /** Wall time in seconds from the end of the previous job to the end of this job; the sum over all files is the time for all jobs. */
  readonly elapsed: number;
  /** When and where the job ended. */
  readonly made: Made;
  readonly request: unknown;
  readonly outcome: unknown;
  /** Why the job failed; absent where it did not. Only work on one part of several keeps failures, so that other parts need not wait. */
  readonly problem?: string | undefined;
}

const StoredSchema = v.object({
  format: v.literal(4),
  code: v.string(),
  elapsed: v.pipe(v.number(), v.finite(), v.minValue(0)),
  made: MadeSchema,
  request: v.unknown(),
  outcome: v.unknown(),
  problem: v.optional(v.string()),
});

const FileSchema = v.object({ sha256: v.string(), job: StoredSchema });

/** The text of a finished job's file: the job, and the SHA-256 of the job's JSON text, by which an edited file is recognised. */
export function formatStoredJob(job: StoredJob): string {
  return `${JSON.stringify({ sha256: sha256(JSON.stringify(job)), job })}\n`;
}

/**
 * Reads the file of a finished job, such as a cell of a reproduction.
 *
 * @returns undefined where the text is damaged, was edited, or has another format
 */
export function parseStoredJob(text: string): StoredJob | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const { sha256: told, job } = v.parse(FileSchema, value);
    // The job is hashed as it stands in the file, with what the schema does not know.
    return sha256(JSON.stringify((value as { readonly job: unknown }).job)) === told ? job : undefined;
  } catch {
    return undefined;
  }
}
