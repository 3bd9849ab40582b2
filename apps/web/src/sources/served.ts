import type { GivenResults } from "../results/given-results.js";
import { resultsOnServer } from "./results-on-server.js";
import type { Offer } from "./sample.js";

/** The zoo, the model and the results that the server offers; it writes this into the page. */
interface Served {
  /** The zoo's name and the names of its files; null where no zoo is served. */
  readonly zoo: { readonly name: string; readonly files: readonly string[] } | null;
  /** Names of the model's files; null where no model is served. */
  readonly model: readonly string[] | null;
  /** The name of the results and the names of their files; null where no results are served. */
  readonly results: { readonly name: string; readonly files: readonly string[] } | null;
}

/** The zoo and the model that `weightcast ui` serves; undefined if another server sent the page, or nothing is served with it. */
export function servedOffer(): Offer | undefined {
  const served = servedContents();
  if (served === undefined || (served.zoo === null && served.model === null)) return undefined;
  const { zoo, model } = served;
  return {
    zoo: zoo === null ? null : { ...zoo, folder: addressOf("zoo/") },
    models: model === null ? [] : [{ name: "model", folder: addressOf("model/"), files: model }],
  };
}

/** The results that `weightcast ui` serves; undefined if there are none. */
export async function servedResults(): Promise<GivenResults | undefined> {
  const results = servedContents()?.results ?? null;
  if (results === null) return undefined;
  return resultsOnServer(results.name, addressOf("results/"), results.files);
}

function servedContents(): Served | undefined {
  const content = document.querySelector<HTMLMetaElement>('meta[name="weightcast-served"]')?.content;
  return content === undefined ? undefined : JSON.parse(content);
}

function addressOf(path: string): string {
  return new URL(`served/${path}`, document.baseURI).href;
}
