import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import { encodeNpy } from "@weightcast/npy";
import { fitModel } from "@weightcast/predictors";
import { saveModel } from "@weightcast/predictors/node";
import { openZoo } from "@weightcast/zoo-io/node";
import autocannon from "autocannon";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
const COMMAND = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
const CONNECTIONS = 64;
const MEMORY_MILLISECONDS = 1000;
const MEBIBYTE = 2 ** 20;

/** `pnpm bench serve [SECONDS]`: loads `weightcast serve` over 64 connections, each request one network of the sample as .npy. */
export async function benchServe([text = "60"]: readonly string[]): Promise<void> {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new UsageError(`the seconds must be a number above 0, not '${text}'`);
  const folder = await mkdtemp(join(tmpdir(), "weightcast-bench-serve-"));
  try {
    const zoo = await openZoo(SAMPLE);
    const split = parseSplitSpec("random");
    const model = await fitModel(zoo, { predictor: "gbm", features: "layer-statistics", split, seed: 1 });
    await saveModel(model, join(folder, "model"));
    let weights = new Float32Array();
    for await (const block of zoo.blocks({ rows: [0] })) weights = block.weights.data.slice();
    await load(join(folder, "model"), encodeNpy(weights, [weights.length]), seconds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function load(model: string, body: Uint8Array, seconds: number): Promise<void> {
  const server = spawn(process.execPath, [COMMAND, "serve", model, "--port", "0", "--json", "--no-logs"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await addressOf(server);
    const memory: number[] = [];
    const timer = setInterval(async () => {
      memory.push(await residentMebibytes(server.pid));
    }, MEMORY_MILLISECONDS);
    const result = await autocannon({
      url: `${url}v1/models/model/score`,
      method: "POST",
      headers: { "content-type": "application/x-npy" },
      body: Buffer.from(body),
      connections: CONNECTIONS,
      duration: seconds,
    });
    clearInterval(timer);
    const { requests, latency, non2xx, errors } = result;
    const early = memory.slice(0, Math.ceil(memory.length / 4));
    process.stdout.write(
      [
        `${requests.average.toFixed(0)} requests/s over ${CONNECTIONS} connections for ${seconds} s, ${requests.total} in all`,
        `latency: p50 ${latency.p50} ms, p99 ${latency.p99} ms`,
        `${non2xx} answers other than 200, ${errors} errors`,
        `resident memory: ${Math.max(...early).toFixed(0)} MB in the first quarter, ${Math.max(...memory).toFixed(0)} MB at most`,
        "",
      ].join("\n"),
    );
  } finally {
    server.kill("SIGTERM");
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout?.on("data", (chunk) => {
      said += chunk;
      const found = /"url": "(.*)"/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.on("exit", () => reject(new Error("the server ended before it told its address")));
  });
}

async function residentMebibytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024) / MEBIBYTE;
}
