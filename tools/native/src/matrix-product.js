// This program runs in a process of its own. It loads the tfjs-node in the folder that its argument names and
// multiplies two matrices with it. Prints a JSON line, { version } or { problem }; a library that crashes
// takes only this process with it.
import { createRequire } from "node:module";
import util from "node:util";

// Node 23 took away a function that tfjs-node 4.22 calls.
util.isNullOrUndefined ??= /** @type {typeof util.isNullOrUndefined} */ ((value) => value == null);

/** @param {string} packageFolder */
function product(packageFolder) {
  const tf = createRequire(import.meta.url)(packageFolder);
  if (tf.getBackend() !== "tensorflow") return { problem: `its backend is ${tf.getBackend()}` };
  const left = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const right = tf.tensor2d([5, 6, 7, 8], [2, 2]);
  const values = [...tf.matMul(left, right).dataSync()].join(" ");
  return values === "19 22 43 50"
    ? { version: tf.backend().binding.TF_Version }
    : { problem: `a matrix product came out as ${values} instead of 19 22 43 50` };
}

let outcome;
try {
  outcome = product(/** @type {string} */ (process.argv[2]));
} catch (error) {
  outcome = { problem: String(error).split("\n", 1)[0] };
}
process.stdout.write(`${JSON.stringify(outcome)}\n`);
