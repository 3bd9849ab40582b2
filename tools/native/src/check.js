import { fileURLToPath } from "node:url";
import { failureReason, run } from "./run.js";

/**
 * Tests in a fresh process whether tfjs-node computes natively.
 *
 * @param {string} packageFolder
 * @returns {Promise<{ version: string } | { problem: string }>} TensorFlow's version, or what is wrong
 */
export async function checkNative(packageFolder) {
  const script = fileURLToPath(new URL("./matrix-product.js", import.meta.url));
  const result = await run(process.execPath, [script, packageFolder], { timeLimit: 120_000 });
  if (result.signal !== null) return { problem: `it was stopped by ${result.signal}` };
  // TensorFlow.js may print notices of its own before our line.
  const line = result.stdout.trim().split("\n").at(-1) ?? "";
  return result.status === 0 && line.startsWith("{") ? JSON.parse(line) : { problem: failureReason(result) };
}
