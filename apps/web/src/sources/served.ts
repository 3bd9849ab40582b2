import type { Offer } from "./sample.js";

/** The zoo and the model that the server offers; it writes this into the page. */
interface Served {
  /** The zoo's name and the names of its files; null where no zoo is served. */
  readonly zoo: { readonly name: string; readonly files: readonly string[] } | null;
  /** Names of the model's files; null where no model is served. */
  readonly model: readonly string[] | null;
}

/** The zoo and the model that `weightcast ui` serves; undefined if another server sent the page, or nothing is served with it. */
export function servedOffer(): Offer | undefined {
  const content = document.querySelector<HTMLMetaElement>('meta[name="weightcast-served"]')?.content;
  if (content === undefined) return undefined;
  const { zoo, model }: Served = JSON.parse(content);
  if (zoo === null && model === null) return undefined;
  const folder = new URL("served/", document.baseURI).href;
  return {
    zoo: zoo === null ? null : { ...zoo, folder: `${folder}zoo/` },
    models: model === null ? [] : [{ name: "model", folder: `${folder}model/`, files: model }],
  };
}
