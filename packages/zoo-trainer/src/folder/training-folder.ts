import { rmdirSync } from "node:fs";
import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { OutputExistsError, UsageError } from "@weightcast/core";
import { cleanUpAtExit, type Lock, makeFolder, withLock, writeFileAtomic } from "@weightcast/runtime/node";
import { ZOO_FILE_NAMES } from "@weightcast/zoo-io/node";
import { recordDifferences, type TrainingRecord } from "../population/population.js";
import { formatRecord, parseRecord } from "./record-file.js";

/** The name of the file that records how a zoo was or is trained. */
export const RECORD_NAME = "training.json";
const LOCK_NAME = "training.lock";
const PARTS_NAME = "parts";
/** Part of the names of temporary files, some of which a crash may leave. */
const PARTIAL = ".partial-";

/**
 * Locks `folder`, which is made where it is missing, and runs `work`. A folder that was made and is still empty at the end is removed.
 *
 * @throws OutputExistsError where the folder has other content than a training
 * @throws OutputUnwritableError where nothing can be written in the folder
 * @throws TemporaryError where another process is working in the folder
 */
export async function withTrainingFolder<Result>(
  folder: string,
  work: (lock: Lock) => Promise<Result>,
): Promise<Result> {
  const made = await makeFolder(folder);
  const forget = cleanUpAtExit(() => {
    if (made !== undefined) rmdirSync(folder);
  });
  try {
    await refuseOtherFolder(folder);
    return await withLock(join(folder, LOCK_NAME), async (lock) => {
      await removePartials(folder);
      return work(lock);
    });
  } finally {
    forget();
    // This fails, as it should, if the folder is not empty.
    if (made !== undefined) await rmdir(folder).catch(() => {});
  }
}

async function refuseOtherFolder(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== LOCK_NAME && !name.includes(PARTIAL));
  if (names.length === 0 || names.includes(RECORD_NAME)) return;
  throw new OutputExistsError(
    folder,
    `it holds no ${RECORD_NAME} and therefore no training to continue; choose another folder`,
  );
}

async function removePartials(folder: string): Promise<void> {
  for (const inside of [folder, partsFolder(folder)]) {
    const names = await readdir(inside).catch(() => []);
    for (const name of names.filter((one) => one.includes(PARTIAL))) {
      await rm(join(inside, name), { recursive: true, force: true });
    }
  }
}

/** The folder that holds finished networks until all networks are finished. */
export function partsFolder(folder: string): string {
  return join(folder, PARTS_NAME);
}

export async function removeParts(folder: string): Promise<void> {
  await rm(partsFolder(folder), { recursive: true, force: true });
}

/**
 * The record of a zoo folder; undefined where it has none.
 *
 * @throws InputError where it is damaged
 */
export async function readRecord(folder: string): Promise<TrainingRecord | undefined> {
  const path = join(folder, RECORD_NAME);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseRecord(text, path);
}

export async function writeRecord(folder: string, record: TrainingRecord): Promise<void> {
  await writeFileAtomic(join(folder, RECORD_NAME), (file) => file.writeFile(formatRecord(record)));
}

/** @throws UsageError where the training in a folder was begun with other settings; the message lists the differences */
export function refuseOtherSettings(
  folder: string,
  begun: TrainingRecord,
  now: Partial<TrainingRecord>,
): void {
  const differences = recordDifferences(begun, now);
  if (differences.length === 0) return;
  throw new UsageError(
    `${folder} was begun with other settings (${differences.join("; ")}); use the same settings, or choose another folder`,
  );
}

/** Returns whether the folder contains a complete zoo. */
export async function isFinished(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return Object.values(ZOO_FILE_NAMES).every((name) => names.includes(name));
}
