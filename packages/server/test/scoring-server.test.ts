import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import { RandomStream, UsageError } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import { encodeNpy } from "@weightcast/npy";
import { fitModel, type Model, scoreNetworks } from "@weightcast/predictors";
import { weightsMatrix } from "@weightcast/zoo-io";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningServer, type ScoringServerOptions, startScoringServer } from "../src/index.js";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
const NETWORKS = 5;

let model: Model;
let parameters: number;
let rows: Float32Array;

beforeAll(async () => {
  const zoo = await openZoo(SAMPLE);
  model = await fitModel(zoo, {
    predictor: "gbm",
    features: "network-statistics",
    parameters: { num_iterations: 20 },
    split: parseSplitSpec("random"),
    seed: 1,
  });
  parameters = zoo.layout.parameters;
  const chosen = Array.from({ length: NETWORKS }, (_, row) => row);
  for await (const { weights } of zoo.blocks({ rows: chosen })) rows = weights.data.slice();
}, 60_000);

const servers: RunningServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function start(options: Partial<ScoringServerOptions> = {}): Promise<RunningServer> {
  const server = await startScoringServer({ models: new Map([["sample", model]]), ...options });
  servers.push(server);
  return server;
}

const npy = (data: Float32Array, shape: readonly number[]) =>
  encodeNpy(data, shape) as Uint8Array<ArrayBuffer>;
const post = (url: string, body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}v1/models/sample/score`, {
    method: "POST",
    body,
    headers: { "content-type": "application/octet-stream", ...headers },
  });

function safetensors(): Uint8Array<ArrayBuffer> {
  const entries = model.layout.tensors.map(({ name, shape, start, end }) => [
    name,
    { dtype: "F32", shape, data_offsets: [start * 4, end * 4] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = new BigUint64Array([BigInt(header.length)]);
  return new Uint8Array(
    Buffer.concat([new Uint8Array(length.buffer), header, new Uint8Array(rows.slice(0, parameters).buffer)]),
  );
}

describe("a scoring server", () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await start());
  });

  test("scores a .npy file as scoreNetworks does", async () => {
    const expected = await scoreNetworks(model, {
      weights: weightsMatrix({ shape: [NETWORKS, parameters], dtype: "f4", fortranOrder: false, data: rows }),
      name: "body",
    });
    const answer = await post(url, npy(rows, [NETWORKS, parameters]));
    expect(answer.status).toBe(200);
    const {
      scores,
      target,
      model: name,
    } = (await answer.json()) as { scores: object[]; target: string; model: string };
    expect([name, target]).toEqual(["sample", "test_accuracy"]);
    expect(scores).toEqual(expected.map(({ checkpoint: _, ...score }) => score));
  });

  test("scores one network as .npy, .safetensors and JSON alike, with intervals of the level", async () => {
    const one = rows.slice(0, parameters);
    const answers = await Promise.all([
      post(url, npy(one, [parameters])),
      post(url, safetensors()),
      post(url, JSON.stringify({ networks: [Array.from(one)] }), { "content-type": "application/json" }),
    ]);
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    const narrow = await fetch(`${url}v1/models/sample/score?level=0.5`, {
      method: "POST",
      body: npy(one, [parameters]),
      headers: { "content-type": "application/x-npy" },
    });
    const width = ({ scores: [score] }: { scores: { low: number; high: number }[] }) =>
      score!.high - score!.low;
    expect(width((await narrow.json()) as never)).toBeLessThan(width(bodies[0] as never));
  });

  test("lists its models, tells its health and counts", async () => {
    const { models } = (await (await fetch(`${url}v1/models`)).json()) as { models: object[] };
    expect(models).toEqual([
      expect.objectContaining({ name: "sample", predictor: "gbm", target: "test_accuracy", parameters }),
    ]);
    expect(await (await fetch(`${url}healthz`)).json()).toEqual({ status: "ok" });
    const metrics = await fetch(`${url}metrics`);
    expect(metrics.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const text = await metrics.text();
    expect(text).toMatch(
      /^http_requests_total\{method="POST",route="\/v1\/models\/:name\/score",status="200"\} [1-9]/m,
    );
    expect(text).toMatch(/^weightcast_requests_in_flight 0$/m);
    expect(text).toMatch(/^weightcast_scored_networks_total [1-9]/m);
  });

  test("documents itself in OpenAPI 3.1, and its page loads nothing from elsewhere", async () => {
    const document = (await (await fetch(`${url}openapi.json`)).json()) as never as {
      openapi: string;
      paths: Record<string, Record<string, { requestBody: { content: object }; responses: object }>>;
    };
    expect(document.openapi).toBe("3.1.0");
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    const broken = { ...document, paths: { "/v1/models": { get: { responses: { 200: {} } } } } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
    const score = document.paths["/v1/models/{name}/score"]!.post!;
    expect(Object.keys(score.requestBody.content)).toContain("application/x-safetensors");
    expect(Object.keys(score.responses)).toEqual(expect.arrayContaining(["200", "413", "503"]));
    const page = await fetch(`${url}docs/`);
    expect(page.status).toBe(200);
    const sources = Array.from(
      (await page.text()).matchAll(/(?:src|href)="([^"]+)"/g),
      ([, source]) => source!,
    );
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      const { origin } = new URL(source, `${url}docs/`);
      expect(`${origin}/`, source).toBe(url);
    }
  });

  test("tells browsers to trust nobody else, answers HEAD, and compresses", async () => {
    const answer = await fetch(`${url}v1/models`, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const long = await fetch(`${url}openapi.json`, { headers: { "accept-encoding": "gzip" } });
    expect(long.headers.get("content-encoding")).toBe("gzip");
  });

  test.each([
    ["a page of another site", { origin: "http://elsewhere.example" }, "FOREIGN_ORIGIN"],
    ["no page at all", { origin: "null" }, "FOREIGN_ORIGIN"],
    ["an image of another site", { "sec-fetch-site": "cross-site" }, "FOREIGN_ORIGIN"],
    ["a page of another port", { "sec-fetch-site": "same-site" }, "FOREIGN_ORIGIN"],
    ["another name of this machine", { host: "rebound.example" }, "FOREIGN_HOST"],
  ])("refuses %s", async (_, headers, code) => {
    const { status, body } = await rawGet(`${url}v1/models`, headers);
    expect([status, JSON.parse(body).error.code]).toEqual([403, code]);
  });
});

function rawGet(url: string, headers: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    request(url, { headers: given as Record<string, string> }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode!, body }));
    })
      .on("error", reject)
      .end();
  });
}

test("1,000 malformed or oversized requests are refused, and the service lives", async () => {
  const { url } = await start({ limits: { bodyBytes: 200_000, networks: 6 } });
  const random = new RandomStream(1, "malformed");
  const file = npy(rows, [NETWORKS, parameters]);
  const one = safetensors();
  const json = { "content-type": "application/json" };
  const kinds: readonly (() => Promise<Response>)[] = [
    () => post(url, file.slice(0, random.below(file.length - 1) + 1)),
    () => post(url, one.slice(0, random.below(one.length - 1) + 1)),
    () =>
      post(
        url,
        Uint8Array.from({ length: 1 + random.below(200) }, () => random.below(256)),
      ),
    () => post(url, new Uint8Array()),
    () => post(url, new Uint8Array(200_001)),
    () => post(url, npy(new Float32Array(7), [7, 1])),
    () => post(url, npy(new Float32Array(8), [2, 2, 2])),
    () => post(url, npy(new Float32Array(0), [0, parameters])),
    () => post(url, npy(new Float32Array(7 * 10), [7, 10])),
    () => post(url, JSON.stringify({ networks: [[1, 2], [3]] }), json),
    () => post(url, JSON.stringify({ networks: [[1, "x"]] }), json),
    () => post(url, JSON.stringify({ networks: [], __proto__: 1 }), json),
    () => post(url, '{"networks": [[1,', json),
    () => post(url, "weights", { "content-type": "text/plain" }),
    () => fetch(`${url}v1/models/other/score`, { method: "POST", body: file }),
    () =>
      fetch(`${url}v1/models/sample/score?level=${random.below(9) + 1}`, {
        method: "POST",
        body: file,
        headers: { "content-type": "application/x-npy" },
      }),
    () => fetch(`${url}v1/models/sample/score`, { method: "DELETE" }),
    () => fetch(`${url}v1/models/..%2f..%2fetc%2fpasswd/score`),
    () => fetch(`${url}${"a".repeat(3000)}`),
    () => fetch(`${url}v1/models?${"b".repeat(20_000)}`),
  ];
  const statuses = new Map<number, number>();
  for (let i = 0; i < 1000; i += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, j) => kinds[(i + j) % kinds.length]!()));
    for (const answer of answers) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      await answer.arrayBuffer();
    }
  }
  const others = Array.from(statuses).filter(([status]) => status < 400 || status > 499);
  expect(others).toEqual([]);
  for (const status of [400, 404, 413, 415, 422])
    expect(statuses.get(status), `${status}`).toBeGreaterThan(0);
  expect((await post(url, file)).status).toBe(200);
}, 120_000);

test("bytes that are no HTTP are refused", async () => {
  const { url } = await start();
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end("\u0000\u0001 nonsense\r\n\r\n");
  let said = "";
  socket.on("data", (chunk) => {
    said += chunk;
  });
  await once(socket, "close");
  expect(said).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(`${url}healthz`)).status).toBe(200);
});

test("beyond its limits a server refuses with 503 and Retry-After, before it reads the body", async () => {
  const { url } = await start({ limits: { requests: 2, bytes: 1_000_000 } });
  const slow = Array.from({ length: 2 }, () => {
    const asked = request(`${url}v1/models/sample/score`, {
      method: "POST",
      headers: { "content-type": "application/x-npy", "content-length": "1000" },
    });
    asked.on("error", () => {});
    asked.flushHeaders();
    return asked;
  });
  await setTimeout(200);
  const refused = await post(url, npy(rows, [NETWORKS, parameters]));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(((await refused.json()) as { error: { code: string } }).error.code).toBe("TOO_BUSY");
  for (const asked of slow) asked.destroy();
  await setTimeout(200);
  expect((await post(url, npy(rows, [NETWORKS, parameters]))).status).toBe(200);
});

test("beyond this machine a token is needed, and each request must carry it", async () => {
  await expect(start({ host: "0.0.0.0" })).rejects.toThrow(UsageError);
  const { url } = await start({ host: "0.0.0.0", token: "secret" });
  const here = url.replace("0.0.0.0", "127.0.0.1");
  const ask = (path: string, authorization?: string) => rawGet(`${here}${path}`, { authorization });
  expect((await ask("healthz")).status).toBe(200);
  for (const path of ["v1/models", "metrics"]) {
    expect((await ask(path)).status, path).toBe(401);
    expect((await ask(path, "Bearer wrong")).status, path).toBe(401);
    expect((await ask(path, "Bearer secret")).status, path).toBe(200);
  }
  expect((await post(here, npy(rows, [NETWORKS, parameters]))).status).toBe(401);
});

test("each request is one line of JSON in the logs, without what it carried", async () => {
  let written = "";
  const logs = new Writable({
    write(chunk, _, done) {
      written += chunk;
      done();
    },
  });
  const { url } = await start({ logs, token: "secret" });
  await fetch(`${url}v1/models?x=1`, { headers: { authorization: "Bearer secret" } });
  await setTimeout(50);
  const lines = written
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ method: "GET", route: "/v1/models", status: 200 });
  expect(written).not.toContain("secret");
});

test("a server that ends loses no request of busy connections", async () => {
  const server = await start();
  const body = npy(rows, [NETWORKS, parameters]);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const connected = new Set<number>();
  let answered = 0;
  let failed = 0;
  let isClosed = false;
  const client = async (_: unknown, number: number) => {
    while (!isClosed) {
      const status = await new Promise<number | string>((resolve) => {
        const asked = request(
          `${server.url}v1/models/sample/score`,
          {
            method: "POST",
            agent,
            headers: { "content-type": "application/x-npy", "content-length": body.length },
          },
          (response) => {
            response.resume();
            response.on("end", () => resolve(response.statusCode!));
          },
        );
        asked.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
        asked.end(body);
      });
      if (status === 200) {
        answered++;
        connected.add(number);
      }
      // The server listens no more: connections that begin now are another server's.
      else if (status === "ECONNREFUSED") return;
      else failed++;
    }
  };
  const clients = Array.from({ length: 8 }, client);
  // Before that, a connection may still wait for the server to accept it.
  while (connected.size < clients.length) await setTimeout(20);
  const before = answered;
  await server.close();
  isClosed = true;
  await Promise.all(clients);
  agent.destroy();
  expect(before).toBeGreaterThan(0);
  expect(answered).toBeGreaterThan(before);
  expect(failed).toBe(0);
});
