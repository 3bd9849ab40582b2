import { InputError, parseJsonText } from "@weightcast/core";
import { type FileList, sha256Of } from "./file-list.js";
import type { Manifest } from "./manifest.js";

/** The text of a manifest.json: the manifest, the list of the model's other files, and the SHA-256 of the JSON text of both. */
export async function formatManifestFile(manifest: Manifest, files: FileList): Promise<string> {
  const told = { ...manifest, files };
  return `${JSON.stringify({ ...told, sha256: await checksumOf(told) }, null, 2)}\n`;
}

/**
 * Checks a manifest.json by its checksum.
 *
 * @throws InputError where the text is not JSON, or the manifest has no checksum or another one than it tells
 */
export async function checkManifestFile(text: string, file: string): Promise<void> {
  const { sha256, ...told } = parseJsonText(text, file) as Readonly<Record<string, unknown>>;
  if (sha256 === undefined) {
    throw new InputError(
      "has no checksum: it was edited, or an early version wrote it; copy the model again, or fit it again",
      { file },
    );
  }
  if (sha256 === (await checksumOf(told))) return;
  throw new InputError(
    "was edited or is damaged: it does not have the checksum that it tells; copy the model again",
    { file },
  );
}

function checksumOf(manifest: unknown): Promise<string> {
  return sha256Of(new TextEncoder().encode(JSON.stringify(manifest)));
}
