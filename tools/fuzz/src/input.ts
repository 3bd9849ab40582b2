/** The files that a parser reads, by name. Most parsers read one file. */
export type Input = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** An input of one file. */
export function oneFile(name: string, content: Uint8Array | string): Input {
  return new Map([[name, bytesOf(content)]]);
}

/** A text's bytes in UTF-8; bytes as they are, in a buffer of their own. */
export function bytesOf(content: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
}

/** The bytes of a text as the product decodes them: what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
