import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@weightcast/core";
import { writeFileAtomic } from "../atomic.js";
import { userCacheFolder } from "../cache-folder.js";
import { checksumOf } from "./checksum.js";

/** A downloaded file, by its checksum. */
export interface KnownDownload {
  /** The file's SHA-256 in hexadecimal digits. */
  readonly sha256: string;
  /** Records the checksum as that of the address, once the file has turned out to be sound. */
  remember(): Promise<void>;
}

/**
 * Compares a file for which no checksum is published with what the same address gave the first time on this machine, which is recorded in
 * the user's cache folder.
 *
 * @param path the downloaded file
 * @throws InputError where the address gave another file the first time
 */
export async function checkKnownDownload(url: string, path: string): Promise<KnownDownload> {
  const sha256 = await checksumOf(path, "sha256");
  const name = createHash("sha256").update(url).digest("hex").slice(0, 32);
  const record = join(userCacheFolder(), "downloads", `${name}.sha256`);
  const known = await readFile(record, "utf8").then(
    (text) => /^[0-9a-f]{64}(?= )/.exec(text)?.[0],
    () => undefined,
  );
  if (known !== undefined && known !== sha256) {
    throw new InputError(
      `is another file than the first time: its SHA-256 is ${sha256}, not ${known}; if its publisher has replaced it, remove ${record}`,
      { file: url },
    );
  }
  const remember = () =>
    writeFileAtomic(
      record,
      async (file) => {
        await file.writeFile(`${sha256} ${url}\n`);
      },
      { force: true },
    );
  return { sha256, remember };
}
