import type { PredictorParameters } from "@weightcast/predictors";
import data from "./published-results.json";

/** One entry of the paper's table. */
export interface PublishedResult {
  /** `mnist`, `fashion_mnist`, `cifar10` or `svhn_cropped`. */
  readonly collection: string;
  readonly predictor: string;
  readonly features: string;
  /** R2 on the paper's test half, which its training also stopped early on. */
  readonly r2: number;
  /** The best hyperparameters that the paper's search found, under the names of the predictor's parameters. */
  readonly hyperparameters: PredictorParameters;
}

/** The table of Unterthiner et al. 2020 (arXiv:2002.11448), as released with its code under Apache-2.0: 4 x 3 x 14 entries. */
export const PUBLISHED_RESULTS: readonly PublishedResult[] = data.results;

/** The number of networks in each of the paper's collections, and the number of epochs that they were trained for. */
export const PUBLISHED_COLLECTIONS: ReadonlyMap<string, { readonly runs: number; readonly epochs: number }> =
  new Map([
    ["mnist", { runs: 29_997, epochs: 86 }],
    ["fashion_mnist", { runs: 30_000, epochs: 86 }],
    ["cifar10", { runs: 30_000, epochs: 86 }],
    ["svhn_cropped", { runs: 29_988, epochs: 86 }],
  ]);

/** The collection whose hyperparameters are used for a zoo of other images. */
const STANDARD_COLLECTION = "fashion_mnist";

/** The 14 feature sets of the paper's table. */
export const PUBLISHED_FEATURES: readonly string[] = Array.from(
  new Set(PUBLISHED_RESULTS.map(({ features }) => features)),
);

/** The paper's result for a predictor on a feature set: for networks trained on the same images, else for those trained on Fashion-MNIST. */
export function publishedResult(
  dataset: string | null,
  predictor: string,
  features: string,
): PublishedResult | undefined {
  const collection = dataset !== null && PUBLISHED_COLLECTIONS.has(dataset) ? dataset : STANDARD_COLLECTION;
  return PUBLISHED_RESULTS.find(
    (entry) =>
      entry.collection === collection && entry.predictor === predictor && entry.features === features,
  );
}
