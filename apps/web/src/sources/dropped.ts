import { InputError, type Zoo } from "@weightcast/core";
import { type Model, modelFromFiles } from "@weightcast/predictors";
import { blobFile, isZooFile, openZooFiles } from "@weightcast/zoo-io";

/** What somebody has given the page. */
export interface Opened {
  readonly zoo?: Zoo;
  readonly model?: Model;
  /** .npy files of single networks, or of several each. */
  readonly networks: readonly File[];
}

/**
 * Tells what files are: a zoo's, a model's, or networks to score.
 *
 * @throws InputError where they are none of these, or malformed
 */
export async function openFiles(files: readonly File[]): Promise<Opened> {
  const byName = new Map(files.map((file) => [file.name, file]));
  if (byName.has("manifest.json")) return { model: await readModel(files), networks: [] };
  const zooFiles = new Map(
    files.filter(({ name }) => isZooFile(name)).map((file) => [file.name, blobFile(file, file.name)]),
  );
  if (zooFiles.size > 0) return { zoo: await openZooFiles(zooFiles, folderOf(files[0]!)), networks: [] };
  const networks = files.filter(({ name }) => name.toLowerCase().endsWith(".npy"));
  if (networks.length > 0) return { networks };
  const names = files.slice(0, 3).map(({ name }) => name);
  throw new InputError(
    `${names.join(", ")}${files.length > 3 ? ", …" : ""}: neither a zoo (weights.npy, metrics.csv.gz and layout.csv, or an .arrow file), nor a model (manifest.json and its files), nor networks (.npy)`,
  );
}

/** All files of what was dropped, those of folders included. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const found = await Promise.all(entries.map((entry) => (entry === null ? [] : filesOf(entry))));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    ];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A folder is listed in parts.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    for (const one of some) files.push(...(await filesOf(one)));
  }
}

async function readModel(files: readonly File[]): Promise<Model> {
  const contents = new Map<string, Uint8Array>();
  for (const file of files) contents.set(file.name, new Uint8Array(await file.arrayBuffer()));
  return modelFromFiles(contents, folderOf(files[0]!));
}

/** The folder that a file was chosen with, if it was; else its own name. */
function folderOf(file: File): string {
  return file.webkitRelativePath.split("/")[0] || file.name;
}
