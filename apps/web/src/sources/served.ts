import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { openRemoteModel, openRemoteZoo } from "./open-remote.js";

/** The zoo and the model that the server offers; it writes this into the page. */
interface Served {
  /** The zoo's name and the names of its files; null where no zoo is served. */
  readonly zoo: { readonly name: string; readonly files: readonly string[] } | null;
  /** Names of the model's files; null where no model is served. */
  readonly model: readonly string[] | null;
}

/** Asks the server what `weightcast ui` serves; undefined if another server delivered this page. */
export function servedHere(): Served | undefined {
  const content = document.querySelector<HTMLMetaElement>('meta[name="weightcast-served"]')?.content;
  return content === undefined ? undefined : JSON.parse(content);
}

/** Opens the zoo and the model that the server offers. */
export async function openServed({
  zoo,
  model,
}: Served): Promise<{ readonly zoo?: Zoo; readonly model?: Model }> {
  return {
    ...(zoo === null ? {} : { zoo: await openRemoteZoo({ ...zoo, folder: "served/zoo/" }) }),
    ...(model === null
      ? {}
      : { model: await openRemoteModel({ name: "model", folder: "served/model/", files: model }) }),
  };
}
