import type { RemoteFolder } from "./open-remote.js";

/** A zoo on a server, and models that were fitted to it. */
export interface Offer {
  readonly zoo: RemoteFolder | null;
  readonly models: readonly RemoteFolder[];
}

/** The list of the sample's files, which is written while the page is built. */
interface SampleList {
  readonly zoo: readonly string[];
  readonly models: readonly { readonly name: string; readonly files: readonly string[] }[];
}

/** The sample zoo of the page, and the models that were fitted to it while the page was built, the better one first. */
export async function sampleOffer(): Promise<Offer> {
  const folder = new URL("sample/", document.baseURI).href;
  const list: SampleList = await (await fetch(`${folder}list.json`)).json();
  return {
    zoo: { name: "Fashion-MNIST sample", folder: `${folder}zoo/`, files: list.zoo },
    models: list.models.map(({ name, files }) => ({
      name,
      folder: `${folder}${encodeURIComponent(name)}/`,
      files,
      predictions: "predictions.json",
    })),
  };
}
