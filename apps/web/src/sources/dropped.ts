import { describeCheckpointFormats, isCheckpointName, isCheckpointPart } from "@weightcast/checkpoints";
import { InputError, throwIfCancelled, type WorkOptions } from "@weightcast/core";
import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import {
  blobFile,
  describeWeightFormats,
  findZoos,
  isWeightsName,
  openZooFiles,
  readableZooFormats,
} from "@weightcast/zoo-io";
import type { GivenFile } from "./given-files.js";
import { MANIFEST, openCheckedModel } from "./open-model.js";

/** The zoo, model or networks that were opened from files given to the page. */
export interface Opened {
  readonly zoo?: Zoo;
  readonly model?: { readonly model: Model; readonly name: string };
  /** The files of networks, each with one or several of them. */
  readonly networks: readonly GivenFile[];
}

/** The files of a zoo or of a model, and its name. */
interface Group {
  readonly name: string;
  readonly files: readonly GivenFile[];
}

/**
 * Opens files that were given to the page: those of a zoo, of a model, and networks to score.
 *
 * @throws InputError where the files are none of these, are malformed, or belong to several zoos or models
 * @throws CancelledError once the signal is aborted
 */
export async function openFiles(files: readonly GivenFile[], options: WorkOptions): Promise<Opened> {
  const zoos: Group[] = [];
  const models: Group[] = [];
  const networks: GivenFile[] = [];
  const modelFolders = files.filter(isManifest).map(folderOf);
  const groupOf = (given: GivenFile) =>
    modelFolders.find((folder) => isInside(given, folder)) ?? folderOf(given);
  for (const [folder, inside] of grouped(files, groupOf)) {
    if (modelFolders.includes(folder)) {
      const pathOf = ({ path }: GivenFile) => (folder === "" ? path : path.slice(folder.length + 1));
      models.push({
        name: folder || "model",
        files: inside.map((given) => ({ ...given, path: pathOf(given) })),
      });
      continue;
    }
    const known = new Set<GivenFile>();
    for (const { format, names } of findZoos(inside.map(({ file }) => file.name))) {
      const own = inside.filter(({ file }) => names.includes(file.name));
      for (const given of own) known.add(given);
      const isFolder = format.extensions.length === 0;
      zoos.push({ name: isFolder ? folder || "zoo" : (own[0]?.path ?? "zoo"), files: own });
    }
    networks.push(...networksAmong(inside.filter((given) => !known.has(given))));
  }
  if (zoos.length + models.length + networks.length === 0) throw nothingKnown(files);
  const [zoo, model] = [onlyOne("zoos", zoos), onlyOne("models", models)];
  return {
    ...(zoo === undefined ? {} : { zoo: await openZoo(zoo, options) }),
    ...(model === undefined ? {} : { model: { model: await openModel(model, options), name: model.name } }),
    networks,
  };
}

/** The files of networks, each with the files that may be its parts: all others of the folder. */
function networksAmong(files: readonly GivenFile[]): GivenFile[] {
  const isNetwork = ({ file: { name } }: GivenFile) =>
    isWeightsName(name) || (isCheckpointName(name) && !isCheckpointPart(name));
  const parts = files.filter((given) => !isNetwork(given)).map(({ file }) => file);
  return files.filter(isNetwork).map((given) => (parts.length === 0 ? given : { ...given, parts }));
}

function isManifest({ file }: GivenFile): boolean {
  return file.name === MANIFEST;
}

/** The folder that a file was given in; empty where it was given alone. */
function folderOf({ path }: GivenFile): string {
  return path.split("/").slice(0, -1).join("/");
}

/** Whether a file lies in a folder, or in a folder of that one. Files that were given alone lie in no folder but that without a name. */
function isInside(given: GivenFile, folder: string): boolean {
  return folder === "" ? folderOf(given) === "" : given.path.startsWith(`${folder}/`);
}

function grouped(
  files: readonly GivenFile[],
  groupOf: (given: GivenFile) => string,
): Map<string, GivenFile[]> {
  const groups = new Map<string, GivenFile[]>();
  for (const given of files) {
    const group = groupOf(given);
    groups.set(group, [...(groups.get(group) ?? []), given]);
  }
  return groups;
}

function onlyOne(what: string, groups: readonly Group[]): Group | undefined {
  if (groups.length <= 1) return groups[0];
  throw new InputError(`several ${what} were given: ${groups.map(({ name }) => name).join(", ")}; give one`);
}

function openZoo({ name, files }: Group, options: WorkOptions): Promise<Zoo> {
  const stored = files.map(({ path, file }) => [file.name, blobFile(file, path)] as const);
  return openZooFiles(new Map(stored), name, options);
}

async function openModel({ name, files }: Group, { signal }: WorkOptions): Promise<Model> {
  const contents = new Map<string, Uint8Array>();
  for (const { path, file } of files) {
    throwIfCancelled(signal, `opening ${name}`);
    contents.set(path, new Uint8Array(await file.arrayBuffer()));
  }
  return openCheckedModel(contents, name);
}

/** The ends of the names of archives, which the page does not unpack. */
const ARCHIVE = /\.(?:zip|tar|tgz|txz|tar\.\w+|7z|rar)$/i;

function nothingKnown(files: readonly GivenFile[]): InputError {
  if (files.length === 0) return new InputError("there are no files in what was given");
  const archive = files.find(({ path }) => ARCHIVE.test(path));
  if (archive !== undefined) {
    return new InputError("is an archive; unpack it, and give the folder that was in it", {
      file: archive.path,
    });
  }
  const names = files.slice(0, 3).map(({ path }) => path);
  return new InputError(
    `${names.join(", ")}${files.length > 3 ? ", …" : ""}: these files are not a zoo (${readableZooFormats()}), a model (manifest.json and its files), networks (${describeWeightFormats()}, ${describeCheckpointFormats()}) or results (results.json)`,
  );
}
