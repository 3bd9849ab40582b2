import { createHash } from "node:crypto";
import { InputError, parseJsonText } from "@weightcast/core";
import * as v from "valibot";
import { measuresNamed } from "../measures/measures.js";
import { checkJson } from "../population/json.js";
import { RecordSchema, type TrainingRecord } from "../population/population.js";

const FORMAT = 2;
/** Records of this format have no checksum. */
const UNCHECKED_FORMAT = 1;

const HeadSchema = v.variant("format", [
  v.object({ format: v.literal(FORMAT), sha256: v.string() }),
  v.object({ format: v.literal(UNCHECKED_FORMAT) }),
]);

/**
 * Reads the text of a training.json.
 *
 * @throws InputError where a field is missing or out of range, which the message names, or where the record does not have the checksum
 *   that the file tells
 */
export function parseRecord(text: string, file: string): TrainingRecord {
  const value = parseJsonText(text, file);
  const head = checkJson<v.InferOutput<typeof HeadSchema>>(HeadSchema, value, file);
  const { format, ...fields } = value as Readonly<Record<string, unknown>>;
  if (head.format === UNCHECKED_FORMAT) return checkJson(RecordSchema, fields, file);
  const { sha256, ...rest } = fields;
  const record = checkJson(RecordSchema, rest, file);
  // The record is hashed as it stands in the file.
  if (sha256 !== checksumOf({ format, ...rest })) {
    throw new InputError(
      "was edited or is damaged: it does not have the checksum that it tells; copy the file again, or train the zoo again",
      { file },
    );
  }
  return record;
}

/** The text of a training.json, with the SHA-256 of the record's JSON text. Equal records have the same text. */
export function formatRecord(record: TrainingRecord): string {
  const { dataset, images, networks, epochs, epochs_between_checkpoints, seed, space } = record;
  const measures = measuresNamed(record.measures ?? []);
  const ordered = {
    format: FORMAT,
    dataset,
    images,
    networks: networks.map(({ first, count }) => ({ first, count })),
    epochs,
    epochs_between_checkpoints,
    seed,
    space: Object.fromEntries(Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(measures.length > 0 && { measures }),
  };
  return `${JSON.stringify({ ...ordered, sha256: checksumOf(ordered) }, null, 2)}\n`;
}

function checksumOf(record: unknown): string {
  return createHash("sha256").update(JSON.stringify(record)).digest("hex");
}
