import { once } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { ServedModel } from "./served-model.js";

const LOADED_MILLISECONDS = 5000;

/** What became of requests when the server was asked to stop. */
export interface StopRecord {
  /** The answers with scores before the signal, and from then on. */
  readonly before: number;
  readonly after: number;
  /** Requests that were sent over a connection and had no answer, or another one than scores. */
  readonly lost: number;
  /** From the signal to the end of the process. */
  readonly milliseconds: number;
  readonly exitCode: number | null;
}

/** Sends SIGTERM to a server that answers so many connections, each of which sends its next request at once. */
export async function stopUnderLoad(served: ServedModel, connections: number): Promise<StopRecord> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answered = { before: 0, after: 0 };
  let lost = 0;
  let isAsked = false;
  const client = async () => {
    for (;;) {
      const outcome = await askForScores(served, agent);
      // The server listens no more: a new connection would be another server's.
      if (outcome === "ECONNREFUSED") return;
      if (outcome === 200) answered[isAsked ? "after" : "before"]++;
      else lost++;
    }
  };
  const clients = Array.from({ length: connections }, client);
  await setTimeout(LOADED_MILLISECONDS);
  isAsked = true;
  const began = performance.now();
  const ended = once(served.process, "exit");
  served.process.kill("SIGTERM");
  const [exitCode] = (await ended) as [number | null];
  const milliseconds = performance.now() - began;
  await Promise.all(clients);
  agent.destroy();
  return { ...answered, lost, milliseconds, exitCode };
}

/** The status of an answer, or the code of an error. */
function askForScores({ scores, network }: ServedModel, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/x-npy", "content-length": network.length };
    const asked = request(scores, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
      answer.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    });
    asked.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    asked.end(network);
  });
}
