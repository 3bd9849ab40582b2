import { matrix } from "@weightcast/core";
import { type Column, type Layout, Metrics, memorySource, StoredZoo, type Zoo } from "@weightcast/zoo";
import type { RunPlace } from "./network-runs.js";
import type { NetworksOfFile } from "./read-networks.js";

/**
 * A zoo in memory of the networks of files.
 *
 * @param places the run and the step of each network; by default each network is a run of its own
 */
export function networksZoo(
  networks: readonly NetworksOfFile[],
  layout: Layout,
  places?: readonly RunPlace[],
): Zoo {
  const names = networks.flatMap((found) => found.names);
  const data = new Float32Array(names.length * layout.parameters);
  let next = 0;
  for (const { weights } of networks) {
    data.set(weights.data, next);
    next += weights.data.length;
  }
  const runs = places?.map(({ run }) => run) ?? names.map((_, row) => String(row));
  const numbers = new Map(runs.map((run, row) => [run, row]));
  const columns = new Map<string, Column>([
    // The folders of files are not always runs, so that each run gets a folder here.
    ["checkpoint", { kind: "text", values: runs.map((run, row) => `run-${numbers.get(run)}/${row}`) }],
    ["step", { kind: "integer", values: Int32Array.from(names, (_, row) => places?.[row]?.step ?? 1) }],
    ["config.activation", { kind: "text", values: networks.flatMap((found) => found.activations) }],
  ]);
  const weights = matrix(data, names.length, layout.parameters);
  return new StoredZoo("files", layout, new Metrics(columns), memorySource(weights));
}
