import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "@weightcast/core";
import { type DownloadOptions, downloadFile } from "@weightcast/runtime/node";
import type { DataSetFile } from "./data-set.js";

/** The names that a file may have in a folder. */
type Places = Pick<DataSetFile, "places" | "mayBeGzipped">;
/** The paths of files, by their content. */
type Paths<Role extends string> = Readonly<Record<Role, string>>;

/** @throws InputError where there is no such folder, or it cannot be read */
export async function listFolder(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`;
    throw new InputError(problem, { file: folder }, { cause });
  });
}

/**
 * Returns the paths of those files that are in a folder.
 *
 * @throws InputError where there is no such folder, or it cannot be read
 */
export async function findFiles<Role extends string>(
  files: Readonly<Record<Role, Places>>,
  folder: string,
): Promise<Partial<Paths<Role>>> {
  const names = await listFolder(folder);
  const found = Object.entries<Places>(files).flatMap(([role, { places, mayBeGzipped }]) => {
    const name = places
      .flatMap((place) => (mayBeGzipped ? [place, `${place}.gz`] : [place]))
      .find((place) => names.includes(place));
    return name === undefined ? [] : [[role, join(folder, name)]];
  });
  return Object.fromEntries(found);
}

/** @throws InputError where some files were not found; names them */
export function requireFiles<Role extends string>(
  files: Readonly<Record<Role, Places>>,
  found: Partial<Paths<Role>>,
  folder: string,
): Paths<Role> {
  const missing = Object.entries<Places>(files).flatMap(([role, file]) => (role in found ? [] : [file]));
  if (missing.length === 0) return found as Paths<Role>;
  const listed = missing.map(({ places, mayBeGzipped }) =>
    // If a file is missing in both its packed and its unpacked form, the message names only one of them.
    mayBeGzipped ? places[0] : places.join(" or "),
  );
  const packed = missing.every(({ mayBeGzipped }) => mayBeGzipped) ? " (each may end in .gz)" : "";
  throw new InputError(`holds no ${listed.join(", no ")}${packed}`, { file: folder });
}

/**
 * Downloads to a folder the files that it lacks.
 *
 * @throws InputError where a file cannot be downloaded
 * @throws CancelledError once the signal is aborted
 */
export async function downloadMissing(
  files: Readonly<Record<string, DataSetFile>>,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const found = await findFiles(files, folder).catch((): Partial<Paths<string>> => ({}));
  for (const [role, { url, md5 }] of Object.entries(files)) {
    if (role in found) continue;
    const checksum = md5 === undefined ? undefined : ({ algorithm: "md5", hex: md5 } as const);
    await downloadFile({ url, checksum }, join(folder, basename(new URL(url).pathname)), options);
  }
}
