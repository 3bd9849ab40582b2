import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InputError, throwIfCancelled } from "@weightcast/core";

/**
 * The maximum unpacked size of a file in bytes. The largest of the known data sets, SVHN's, unpacks to 225
 * MB, so a larger file is damaged or hostile.
 */
export const MOST_UNPACKED_BYTES: number = 2 ** 30;

/**
 * The bytes of a file.
 *
 * @throws InputError where it cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function readBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  throwIfCancelled(signal, `reading ${path}`);
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(`cannot be read (${cause.code})`, { file: path }, { cause });
  });
}

/**
 * The bytes of a file, unpacked where gzip packed them.
 *
 * @throws InputError where it cannot be read, or is a damaged gzip file or one that unpacks to too much
 * @throws CancelledError once `signal` is aborted
 */
export async function readUnpacked(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const packed = await readBytes(path, signal);
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return packed;
  return promisify(gunzip)(packed, { maxOutputLength: MOST_UNPACKED_BYTES }).catch(
    (cause: NodeJS.ErrnoException) => {
      const problem =
        cause.code === "ERR_BUFFER_TOO_LARGE"
          ? `unpacks to more than ${MOST_UNPACKED_BYTES} bytes`
          : `is a damaged gzip file (${cause.message})`;
      throw new InputError(problem, { file: path }, { cause });
    },
  );
}

/** @throws InputError where the unpacked bytes are not those that were published */
export function checkSha256(bytes: Uint8Array, published: string | undefined, file: string): void {
  if (published === undefined) return;
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === published) return;
  throw new InputError(`is not the published file: unpacked, its SHA-256 is ${found}, not ${published}`, {
    file,
  });
}

/** @throws InputError where a file is not, byte for byte, the one that is served */
export async function checkMd5(path: string, published: string): Promise<void> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  const found = hash.digest("hex");
  if (found === published) return;
  throw new InputError(`is not the published file: its MD5 is ${found}, not ${published}`, { file: path });
}
