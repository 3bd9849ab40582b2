import { InputError } from "@weightcast/core";

/** Far above any metrics table; a file that unpacks to more is broken or hostile. */
const MOST_BYTES = 2 ** 29;

/** Whether `bytes` start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @throws InputError where the file is truncated or corrupt, or unpacks to more than 512 MiB */
export async function gunzip(bytes: Uint8Array, file?: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    const unpacked = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream("gzip"));
    const reader = unpacked.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      total += next.value.length;
      if (total > MOST_BYTES) {
        await reader.cancel();
        break;
      }
      chunks.push(next.value);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`is a broken gzip file (${reason})`, { file }, { cause });
  }
  if (total > MOST_BYTES) throw new InputError(`unpacks to more than ${MOST_BYTES} bytes`, { file });
  return concatenate(chunks, total);
}

/** Packs without a time stamp: the same bytes in, the same bytes out. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
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
