import { InputError } from "@weightcast/core";

/** @throws InputError where `bytes` are not UTF-8, or more than a string holds */
export function decodeText(bytes: Uint8Array, file: string): string {
  return decodeWith(new TextDecoder("utf-8", { fatal: true }), bytes, false, file);
}

/** Decodes bytes like `decodeText`, but from pieces, which may end within a character. */
export async function* decodeChunks(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) yield decodeWith(decoder, chunk, true, file);
  yield decodeWith(decoder, new Uint8Array(0), false, file);
}

function decodeWith(decoder: TextDecoder, bytes: Uint8Array, stream: boolean, file: string): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (cause) {
    const problem = cause instanceof TypeError ? "is not UTF-8 text" : "is too long to read as one text";
    throw new InputError(problem, { file }, { cause });
  }
}
