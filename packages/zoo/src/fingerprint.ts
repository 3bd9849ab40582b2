import { matrixRow } from "@weightcast/core";
import type { Zoo } from "./zoo.js";

const SAMPLED_ROWS = 64;

/**
 * A zoo's identity, whatever file format it is kept in: the SHA-256 (hexadecimal) of its layout, its checkpoints with their
 * steps and test accuracies, and the weights of 64 evenly spaced rows.
 */
export async function fingerprintZoo(zoo: Zoo): Promise<string> {
  const { layout, metrics } = zoo;
  const tensors = layout.tensors.map(({ name, shape }) => `${name} ${shape.join(",")}`);
  const steps = metrics.numbers("step");
  const accuracies = metrics.numbers("test_accuracy");
  const checkpoints = metrics
    .text("checkpoint")
    .map((path, row) => `${path} ${steps[row]} ${accuracies[row]}`);
  const hashes = [await sha256(new TextEncoder().encode([...tensors, ...checkpoints].join("\n")))];
  const count = Math.min(SAMPLED_ROWS, zoo.rows);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * zoo.rows) / count));
  for await (const { weights } of zoo.blocks({ rows })) {
    for (let i = 0; i < weights.rows; i++) {
      const { buffer, byteOffset, byteLength } = matrixRow(weights, i);
      hashes.push(await sha256(new Uint8Array(buffer, byteOffset, byteLength)));
    }
  }
  return sha256(new TextEncoder().encode(hashes.join("")));
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
