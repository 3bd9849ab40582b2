import type { GivenResults } from "../results/given-results.js";
import { fetchBytes } from "./open-remote.js";

/**
 * The results in a folder on the server.
 *
 * @param folder the folder's whole address, with a slash at the end
 * @throws InputError where the server refuses
 */
export async function resultsOnServer(
  name: string,
  folder: string,
  files: readonly string[],
): Promise<GivenResults> {
  const textOf = async (file: string) => new TextDecoder().decode(await fetchBytes(folder + file));
  return {
    name,
    results: await textOf("results.json"),
    environment: files.includes("environment.json") ? await textOf("environment.json") : null,
  };
}
