import { InputError, type WorkOptions } from "@weightcast/core";
import type { Manifest, Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { httpFile, openZooFiles } from "@weightcast/zoo-io";
import type { StoredPredictions } from "../engine/messages.js";
import { MANIFEST, openCheckedModel } from "./open-model.js";

/** Files in one folder on the server. */
export interface RemoteFolder {
  /** The name of the zoo or model, also for messages. */
  readonly name: string;
  /** The folder's whole address, with a slash at the end. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The file with a model's predictions for the zoo that is opened with it, where there is one. */
  readonly predictions?: string | undefined;
}

/** Opens a zoo on the server. Only the requested rows of its weights are fetched, if the server supports range requests. */
export function openRemoteZoo({ name, folder, files }: RemoteFolder, options: WorkOptions): Promise<Zoo> {
  const stored = files.map((file) => [file, httpFile(addressOf(folder, file), `${name}/${file}`)] as const);
  return openZooFiles(new Map(stored), name, options);
}

/** Opens a model on the server. */
export async function openRemoteModel(
  { name, folder, files }: RemoteFolder,
  signal?: AbortSignal,
): Promise<Model> {
  const contents = await Promise.all(
    files.map(async (file) => [file, await fetchBytes(addressOf(folder, file), signal)] as const),
  );
  return openCheckedModel(new Map(contents), name);
}

/** A model as far as it is known before it is opened. */
export interface StoredModel {
  readonly manifest: Manifest;
  readonly predictions: StoredPredictions;
}

/** The predictions that lie beside a model, and its manifest; null where its folder lists no predictions. */
export async function storedPredictionsOf(
  { folder, predictions }: RemoteFolder,
  signal: AbortSignal,
): Promise<StoredModel | null> {
  if (predictions === undefined) return null;
  const json = async (file: string) =>
    JSON.parse(new TextDecoder().decode(await fetchBytes(addressOf(folder, file), signal)));
  const [manifest, stored] = await Promise.all([json(MANIFEST), json(predictions)]);
  return { manifest, predictions: stored };
}

function addressOf(folder: string, file: string): string {
  return folder + file.split("/").map(encodeURIComponent).join("/");
}

/** @throws InputError where the server refuses */
export async function fetchBytes(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal: signal ?? null });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  const answer = `the server answered ${response.status} ${response.statusText}`.trim();
  throw new InputError(`cannot be fetched: ${answer}`, { file: url });
}
