import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** A checksum of a file, in lower-case hexadecimal digits. */
export async function checksumOf(path: string, algorithm: "md5" | "sha256"): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
