import type { OpenFile } from "@weightcast/runtime";
import { fillAt, readAt } from "./read-at.js";

/** A part of a file, and the memory to read it into. */
export interface FilePart {
  readonly position: number;
  readonly target: Uint8Array;
}

/** The maximum size of parts that are read together. */
const MOST_JOINED_BYTES = 1 << 22;

/**
 * Reads several parts of a file. If each read of the file has a high latency (`joinGapBytes`), neighbouring parts are read together with the bytes
 * between them, and all reads start at the same time.
 *
 * @throws InputError where the file ends before a part does
 */
export async function fillParts(file: OpenFile, parts: readonly FilePart[]): Promise<void> {
  if (file.joinGapBytes === undefined) {
    for (const { target, position } of parts) await fillAt(file, target, position);
    return;
  }
  await Promise.all(joinParts(parts, file.joinGapBytes).map((joined) => fillJoined(file, joined)));
}

/** Groups parts that follow each other in the file with at most `gap` bytes between them. */
function joinParts(parts: readonly FilePart[], gap: number): FilePart[][] {
  const groups: FilePart[][] = [];
  let [start, end] = [0, -1];
  for (const part of parts) {
    const partEnd = part.position + part.target.length;
    const group = groups.at(-1);
    const isNear = part.position >= end && part.position <= end + gap && partEnd - start <= MOST_JOINED_BYTES;
    if (group !== undefined && isNear) {
      group.push(part);
    } else {
      groups.push([part]);
      start = part.position;
    }
    end = partEnd;
  }
  return groups;
}

async function fillJoined(file: OpenFile, parts: readonly FilePart[]): Promise<void> {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return;
  if (first === last) return fillAt(file, first.target, first.position);
  const bytes = await readAt(file, first.position, last.position + last.target.length - first.position);
  for (const { position, target } of parts) {
    const start = position - first.position;
    target.set(bytes.subarray(start, start + target.length));
  }
}
