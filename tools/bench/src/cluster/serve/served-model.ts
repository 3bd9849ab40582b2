import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSplitSpec } from "@weightcast/evaluation";
import { encodeNpy } from "@weightcast/npy";
import { fitModel } from "@weightcast/predictors";
import { saveModel } from "@weightcast/predictors/node";
import { openZoo } from "@weightcast/zoo-io/node";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
const COMMAND = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
const MEBIBYTE = 2 ** 20;

/** A process of `weightcast serve` with one model. */
export interface ServedModel {
  readonly process: ChildProcess;
  /** The address that scores are asked at. */
  readonly scores: string;
  /** One network of the sample as .npy. */
  readonly network: Uint8Array<ArrayBuffer>;
  /** The memory that the process holds now, in MiB. */
  resident(): Promise<number>;
}

/** Serves a model of the sample while `work` runs. The process is ended at the end, if it has not ended before. */
export async function withServedModel(work: (served: ServedModel) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "weightcast-bench-serve-"));
  let server: ChildProcess | undefined;
  try {
    const zoo = await openZoo(SAMPLE);
    const split = parseSplitSpec("random");
    const model = await fitModel(zoo, { predictor: "gbm", features: "layer-statistics", split, seed: 1 });
    await saveModel(model, join(folder, "model"));
    let weights = new Float32Array();
    for await (const block of zoo.blocks({ rows: [0] })) weights = block.weights.data.slice();
    const words = [COMMAND, "serve", join(folder, "model"), "--port", "0", "--json", "--no-logs"];
    server = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    const { pid } = server;
    await work({
      process: server,
      scores: `${await addressOf(server)}v1/models/model/score`,
      network: encodeNpy(weights, [weights.length]) as Uint8Array<ArrayBuffer>,
      resident: () => residentMebibytes(pid),
    });
  } finally {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      server.kill("SIGTERM");
      await once(server, "exit");
    }
    await rm(folder, { recursive: true });
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
