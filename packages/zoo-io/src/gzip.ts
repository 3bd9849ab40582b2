import { InputError } from "@weightcast/core";

/** The longest text that V8 holds, and far above any metrics table: a file that unpacks to more is broken or hostile. */
const MOST_BYTES = 2 ** 29 - 24;

/** Whether `bytes` start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @throws InputError where the file is truncated or corrupt, or unpacks to more than `most` bytes */
export async function gunzip(
  bytes: Uint8Array,
  file?: string,
  most: number = MOST_BYTES,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    const unpacked = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream("gzip"));
    const reader = unpacked.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      total += next.value.length;
      if (total > most) {
        await reader.cancel();
        break;
      }
      chunks.push(next.value);
    }
  } catch (cause) {
    throw new InputError(`is a broken gzip file (${reasonOf(cause)})`, { file }, { cause });
  }
  if (total > most) throw new InputError(`unpacks to more than ${most} bytes`, { file });
  return concatenate(chunks, total);
}

/** Engines differ in where they say what went wrong. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (error.cause instanceof Error ? error.cause.message : "corrupt");
}

const OPERATING_SYSTEM_BYTE = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** Packs without a time stamp or the machine's name for itself: the same bytes in, the same bytes out. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  packed[OPERATING_SYSTEM_BYTE] = UNKNOWN_OPERATING_SYSTEM;
  return packed;
}

function concatenate(chunks: readonly Uint8Array[], total: number): Uint8Array {
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
