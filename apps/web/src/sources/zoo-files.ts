import type { Zoo } from "@weightcast/core";
import { readZoo } from "@weightcast/zoo-io";

export function isZooFile(name: string): boolean {
  return /^(all_)?(weights\.npy|metrics\.csv(\.gz)?)$|^layout\.csv$|\.arrow$/.test(name);
}

export async function openZooFiles(files: ReadonlyMap<string, Blob>, name: string): Promise<Zoo> {
  const read = async (pattern: RegExp) => {
    for (const [name, blob] of files) if (pattern.test(name)) return new Uint8Array(await blob.arrayBuffer());
    throw new Error(`no ${pattern}`);
  };
  return readZoo(
    { weights: await read(/npy/), metrics: await read(/metrics/), layout: await read(/layout/) },
    name,
  );
}
