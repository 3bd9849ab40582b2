import { describeCheckpointFormats, isCheckpointName, isCheckpointPart } from "@weightcast/checkpoints";
import { InputError, throwIfCancelled, type WorkOptions } from "@weightcast/core";
import { type Model, modelFromFiles } from "@weightcast/predictors";
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
  for (const [folder, inside] of byFolder(files)) {
    if (inside.some(({ file }) => file.name === "manifest.json")) {
      models.push({ name: folder || "model", files: inside });
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

function byFolder(files: readonly GivenFile[]): Map<string, GivenFile[]> {
  const folders = new Map<string, GivenFile[]>();
  for (const given of files) {
    const folder = given.path.split("/").slice(0, -1).join("/");
    folders.set(folder, [...(folders.get(folder) ?? []), given]);
  }
  return folders;
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
  for (const { file } of files) {
    throwIfCancelled(signal, `opening ${name}`);
    contents.set(file.name, new Uint8Array(await file.arrayBuffer()));
  }
  return modelFromFiles(contents, name);
}

function nothingKnown(files: readonly GivenFile[]): InputError {
  const names = files.slice(0, 3).map(({ path }) => path);
  return new InputError(
    `${names.join(", ")}${files.length > 3 ? ", …" : ""}: these files are not a zoo (${readableZooFormats()}), a model (manifest.json and its files), networks (${describeWeightFormats()}, ${describeCheckpointFormats()}) or results (results.json)`,
  );
}
