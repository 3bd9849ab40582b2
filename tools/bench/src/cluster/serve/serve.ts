import { UsageError } from "@weightcast/core";
import autocannon from "autocannon";
import { sendBadRequests } from "./bad-requests.js";
import { type ServedModel, withServedModel } from "./served-model.js";
import { stopUnderLoad } from "./stop-under-load.js";

const CONNECTIONS = 64;
const MEMORY_MILLISECONDS = 1000;
const DEFAULT_SECONDS = 300;

/**
 * `pnpm bench serve [SECONDS]` (default: 300): loads `weightcast serve` over 64 connections, each request one network of the sample as .npy; then
 * sends 1,000 malformed or oversized requests, and at last SIGTERM under load.
 */
export async function benchServe([text = `${DEFAULT_SECONDS}`]: readonly string[]): Promise<void> {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new UsageError(`the seconds must be a number above 0, not '${text}'`);
  await withServedModel(async (served) => {
    print(await load(served, seconds));
    print(await refuse(served));
    print(await stop(served));
  });
}

async function load(served: ServedModel, seconds: number): Promise<string[]> {
  const { scores, network } = served;
  const memory: number[] = [];
  const timer = setInterval(async () => {
    memory.push(await served.resident());
  }, MEMORY_MILLISECONDS);
  const { requests, latency, non2xx, errors } = await autocannon({
    url: scores,
    method: "POST",
    headers: { "content-type": "application/x-npy" },
    body: Buffer.from(network),
    connections: CONNECTIONS,
    duration: seconds,
  });
  clearInterval(timer);
  const early = memory.slice(0, Math.ceil(memory.length / 4));
  return [
    `${requests.average.toFixed(0)} requests/s over ${CONNECTIONS} connections for ${seconds} s, ${requests.total} in all`,
    `latency: p50 ${latency.p50} ms, p99 ${latency.p99} ms`,
    `${non2xx} answers other than 200, ${errors} errors`,
    `resident memory: ${inMebibytes(memory[0])} after a second, ${inMebibytes(memory.at(-1))} at the end; at most ${inMebibytes(Math.max(...early))} in the first quarter and ${inMebibytes(Math.max(...memory))} in all`,
  ];
}

async function refuse(served: ServedModel): Promise<string[]> {
  const statuses = Array.from(await sendBadRequests(served)).sort(([a], [b]) => a - b);
  const total = statuses.reduce((sum, [, count]) => sum + count, 0);
  const refused = statuses.reduce(
    (sum, [status, count]) => sum + (status >= 400 && status < 500 ? count : 0),
    0,
  );
  const { status } = await fetch(served.scores, {
    method: "POST",
    headers: { "content-type": "application/x-npy" },
    body: served.network,
  });
  return [
    `${refused} of ${total} malformed or oversized requests got 4xx (${statuses.map(([code, count]) => `${count} x ${code}`).join(", ")})`,
    `then one network: ${status}; resident memory ${inMebibytes(await served.resident())}`,
  ];
}

async function stop(served: ServedModel): Promise<string[]> {
  const { before, after, lost, milliseconds, exitCode } = await stopUnderLoad(served, CONNECTIONS);
  return [
    `SIGTERM under load: ${before} requests answered before it, ${after} after it, ${lost} lost; ended after ${milliseconds.toFixed(0)} ms with exit code ${exitCode}`,
  ];
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

function inMebibytes(value: number | undefined): string {
  return `${(value ?? Number.NaN).toFixed(0)} MiB`;
}
