import { matrixRow, throwIfCancelled } from "@weightcast/core";
import type { Metrics } from "./metrics.js";
import { DEFAULT_TARGET } from "./target.js";
import { HYPERPARAMETER_PREFIX } from "./vocabulary.js";
import type { FingerprintOptions, Zoo } from "./zoo.js";

const SAMPLED_ROWS = 64;

/**
 * The fingerprint of a zoo: a hexadecimal SHA-256 by which the same zoo is recognised in any file format. It covers the layout, the
 * checkpoints with their steps and test accuracies (where the metrics have no test accuracy: all columns of measured numbers), and the
 * weights of 64 evenly spaced rows.
 *
 * @throws InputError where the weights cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function fingerprintZoo(zoo: Zoo, { signal }: FingerprintOptions = {}): Promise<string> {
  throwIfCancelled(signal, `reading ${zoo.name}`);
  const { layout, metrics } = zoo;
  const tensors = layout.tensors.map(({ name, shape }) => `${name} ${shape.join(",")}`);
  const numbers = ["step", ...measuredColumns(metrics)].map((name) => metrics.numbers(name));
  const checkpoints = metrics
    .text("checkpoint")
    .map((path, row) => [path, ...numbers.map((values) => values[row])].join(" "));
  const hashes = [await sha256(new TextEncoder().encode([...tensors, ...checkpoints].join("\n")))];
  const count = Math.min(SAMPLED_ROWS, zoo.rows);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * zoo.rows) / count));
  for await (const { weights } of zoo.blocks({ rows, signal })) {
    for (let i = 0; i < weights.rows; i++) {
      const { buffer, byteOffset, byteLength } = matrixRow(weights, i);
      hashes.push(await sha256(new Uint8Array(buffer, byteOffset, byteLength)));
    }
  }
  return sha256(new TextEncoder().encode(hashes.join("")));
}

/** Makes the method `fingerprint` of a zoo, which computes the fingerprint once. A computation that was cancelled or failed is not kept. */
export function keptFingerprint(zoo: Zoo): Zoo["fingerprint"] {
  let kept: Promise<string> | undefined;
  return (options = {}) => {
    if (kept !== undefined) return kept;
    const computed = fingerprintZoo(zoo, options);
    // The signal of one caller must not cancel the computation for another, so it is shared once it has succeeded.
    if (options.signal === undefined) kept = computed;
    computed.then(
      () => {
        kept = computed;
      },
      () => {
        if (kept === computed) kept = undefined;
      },
    );
    return computed;
  };
}

function measuredColumns({ columns }: Metrics): string[] {
  if (columns.has(DEFAULT_TARGET)) return [DEFAULT_TARGET];
  return Array.from(columns)
    .filter(([name, { kind }]) => kind === "number" && !name.startsWith(HYPERPARAMETER_PREFIX))
    .map(([name]) => name);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
