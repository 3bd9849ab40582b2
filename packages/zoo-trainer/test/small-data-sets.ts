import { fileURLToPath } from "node:url";
import type { DataSet } from "../src/index.js";

/** The path of a file that test/golden/make-image-files.py wrote. */
export function goldenImages(name: string): string {
  return fileURLToPath(new URL(`golden/images/${name}`, import.meta.url));
}

/** A data set of so many images rather than of those that were published, without their checksums. */
export function smallVersion(dataSet: DataSet, train: number, test: number): DataSet {
  const files = Object.entries(dataSet.files).map(([role, { url, places, mayBeGzipped }]) => [
    role,
    { url, places, mayBeGzipped },
  ]);
  return { ...dataSet, shape: { ...dataSet.shape, train, test }, files: Object.fromEntries(files) };
}
