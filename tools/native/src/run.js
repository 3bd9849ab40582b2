import { spawn } from "node:child_process";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [input] text for its standard input
 * @property {boolean} [showOutput] lets a person see its standard output, on our standard error
 * @property {number} [timeLimit] milliseconds after which it is stopped
 */

/**
 * @typedef {object} RunResult
 * @property {boolean} found whether there is such a command
 * @property {number | null} status exit status, null where a signal stopped it or it was not found
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a command without a shell and waits for it; a failure is a result, not an exception.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, input, showOutput = false, timeLimit } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      timeout: timeLimit,
      stdio: ["pipe", showOutput ? process.stderr.fd : "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") reject(error);
      else resolve({ found: false, status: null, signal: null, stdout, stderr });
    });
    child.on("close", (status, signal) => resolve({ found: true, status, signal, stdout, stderr }));
    // A child that ends without reading its input is judged by its exit status, not by the broken pipe.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

/**
 * The line of a failed command's output that says why: its first line that speaks of an error, else its last.
 *
 * @param {RunResult} result
 * @returns {string}
 */
export function failureReason({ status, signal, stdout, stderr }) {
  const lines = `${stdout}\n${stderr}`
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.find((line) => /error: /i.test(line)) ?? lines.at(-1);
  return telling ?? (signal === null ? `exit status ${status}` : `stopped by ${signal}`);
}
