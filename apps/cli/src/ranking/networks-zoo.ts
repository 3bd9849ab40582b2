import { matrix } from "@weightcast/core";
import { type Column, type Layout, Metrics, memorySource, StoredZoo, type Zoo } from "@weightcast/zoo";
import type { NetworksOfFile } from "./read-networks.js";

/** A zoo in memory of the networks of files, each a run of its own. */
export function networksZoo(networks: readonly NetworksOfFile[], layout: Layout): Zoo {
  const names = networks.flatMap((found) => found.names);
  const data = new Float32Array(names.length * layout.parameters);
  let next = 0;
  for (const { weights } of networks) {
    data.set(weights.data, next);
    next += weights.data.length;
  }
  const columns = new Map<string, Column>([
    // The folders of files say nothing of runs here.
    ["checkpoint", { kind: "text", values: names.map((_, row) => `network-${row}/${row}`) }],
    ["step", { kind: "integer", values: new Int32Array(names.length).fill(1) }],
    ["config.activation", { kind: "text", values: networks.flatMap((found) => found.activations) }],
  ]);
  const weights = matrix(data, names.length, layout.parameters);
  return new StoredZoo("files", layout, new Metrics(columns), memorySource(weights));
}
