import type { GivenResults } from "../results/given-results.js";
import { fetchBytes, type RemoteFolder } from "./open-remote.js";
import { resultsOnServer } from "./results-on-server.js";

/** A zoo on a server, and models that were fitted to it. */
export interface Offer {
  readonly zoo: RemoteFolder | null;
  readonly models: readonly RemoteFolder[];
}

/** The list of the sample's files, which is written while the page is built. */
interface SampleList {
  readonly zoo: readonly string[];
  readonly models: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly results: readonly string[];
}

async function sampleList(): Promise<SampleList> {
  return JSON.parse(new TextDecoder().decode(await fetchBytes(`${sampleFolder()}list.json`)));
}

function sampleFolder(): string {
  return new URL("sample/", document.baseURI).href;
}

/** The sample zoo of the page, and the models that were fitted to it while the page was built, the better one first. */
export async function sampleOffer(): Promise<Offer> {
  const folder = sampleFolder();
  const list = await sampleList();
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

/** The results of experiments on the sample. */
export async function sampleResults(): Promise<GivenResults> {
  const { results } = await sampleList();
  return resultsOnServer("Results of the sample", `${sampleFolder()}results/`, results);
}
