import type { GivenFile } from "../sources/given-files.js";

/** The results of experiments that the page was given, unread. */
export interface GivenResults {
  /** The folder or the file that they are from. */
  readonly name: string;
  /** The content of results.json. */
  readonly results: string;
  /** The content of environment.json, which says when and where the results were computed; null where it is missing. */
  readonly environment: string | null;
}

const RESULTS = /(^|[^a-z])results[^/]*\.json$/i;
const ENVIRONMENT = "environment.json";

/** The results among given files: a results.json, alone or in the folder that `weightcast reproduce` wrote; undefined if there are none. */
export async function resultsAmong(files: readonly GivenFile[]): Promise<GivenResults | undefined> {
  const found = files.find(({ file }) => RESULTS.test(file.name));
  if (found === undefined) return undefined;
  const folder = found.path.split("/").slice(0, -1).join("/");
  const beside = folder === "" ? ENVIRONMENT : `${folder}/${ENVIRONMENT}`;
  const environment = files.find(({ path }) => path === beside);
  return {
    name: folder || found.file.name,
    results: await found.file.text(),
    environment: environment === undefined ? null : await environment.file.text(),
  };
}
