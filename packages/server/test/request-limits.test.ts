import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { encodeNpy } from "@weightcast/npy";
import { fitModel, type Model } from "@weightcast/predictors";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, type ScoringServerOptions, startScoringServer } from "../src/index.js";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));

let model: Model;
beforeAll(async () => {
  model = await fitModel(await openZoo(SAMPLE), {
    predictor: "gbm",
    features: "network-statistics",
    parameters: { num_iterations: 5 },
  });
}, 60_000);

const servers: RunningServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(limits: ScoringServerOptions["limits"]): Promise<string> {
  const server = await startScoringServer({ models: new Map([["sample", model]]), limits });
  servers.push(server);
  return server.url;
}

/** Sends bytes on a connection of their own, and resolves to all that comes back. */
function send(url: string, text: string | Buffer, { leavesAfter = 0 } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
    socket.write(text);
    if (leavesAfter > 0) void setTimeout(leavesAfter).then(() => socket.destroy());
  });
}

const headOf = (url: string, length: number, more = "") =>
  `POST /v1/models/sample/score HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\nContent-Type: application/x-npy\r\n${more}Content-Length: ${length}\r\n\r\n`;

const networks = (rows: number) =>
  Buffer.from(encodeNpy(new Float32Array(rows * model.layout.parameters), [rows, model.layout.parameters]));

test.each([
  ["bytes of another protocol", "\u0016\u0003\u0001\u0002", 400, "BAD_REQUEST"],
  ["a negative length", (url: string) => headOf(url, -1), 400, "BAD_REQUEST"],
  ["long headers", (url: string) => headOf(url, 1, `x: ${"y".repeat(100_000)}\r\n`), 431, "TOO_LARGE"],
  ["a path that is no text", "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400, "BAD_REQUEST"],
  ["headers that never end", "GET / HTTP/1.1\r\nHost: a\r\n", 408, "TIMEOUT"],
  ["a body that never ends", (url: string) => `${headOf(url, 100)}{`, 408, "TIMEOUT"],
])(
  "%s: refused in the form of every refusal, in the time that a request has",
  async (_, text, status, code) => {
    const url = await start({ milliseconds: 500 });
    const begun = performance.now();
    const answer = await send(url, typeof text === "string" ? text : text(url));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toEqual({
      error: { code, message: expect.any(String) },
    });
    expect(performance.now() - begun).toBeLessThan(5000);
  },
);

test("a compressed body takes the room of the largest one, because it may unpack to that", async () => {
  const one = networks(1);
  const url = await start({ bodyBytes: one.length, bytes: 2 * one.length - 1 });
  const packed = gzipSync(one);
  const held = send(url, headOf(url, packed.length, "Content-Encoding: gzip\r\n"), { leavesAfter: 400 });
  await setTimeout(100);
  const second = await send(
    url,
    Buffer.concat([Buffer.from(headOf(url, packed.length, "Content-Encoding: gzip\r\n")), packed]),
  );
  expect(second).toMatch(/^HTTP\/1.1 503 /);
  await held;
  const third = await send(
    url,
    Buffer.concat([Buffer.from(headOf(url, packed.length, "Content-Encoding: gzip\r\n")), packed]),
  );
  expect(third).toMatch(/^HTTP\/1.1 200 /);
});

test("clients that leave keep their room until their bodies are let go, and are not scored", async () => {
  const body = networks(200);
  const url = await start({ requests: 4 });
  const request = Buffer.concat([Buffer.from(headOf(url, body.length)), body]);
  const left = Array.from({ length: 4 }, () => send(url, request, { leavesAfter: 60 }));
  await Promise.all(left);
  await expect
    .poll(async () => (await fetch(`${url}metrics`)).text(), { timeout: 5000 })
    .toMatch(/^weightcast_requests_in_flight 0$/m);
  expect((await send(url, request)).slice(0, 12)).toBe("HTTP/1.1 200");
});
