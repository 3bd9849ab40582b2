import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@weightcast/core";

const WEIGHTS = "weights.npy";
const READ_BYTES = 1 << 22;

/**
 * The path of a collection's weights.
 *
 * @throws UsageError where it has none
 */
export async function collectionWeights(collection: string): Promise<string> {
  const weights = join(collection, WEIGHTS);
  await access(weights).catch(() => {
    throw new UsageError(
      `${collection} holds no ${WEIGHTS}; \`pnpm bench make-collection\` makes a collection`,
    );
  });
  return weights;
}

/** Reads a file, so that it is in the page cache. */
export async function warm(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: READ_BYTES }));
}
