import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { writeImages } from "./small-images.js";

/** What a server of MLflow's REST API (2.0) was asked, in order; `broken` are paths at which it fails. */
let asked: { path: string; body: Record<string, unknown> }[];
let broken: string[];
/** Whether another process makes the experiment between the question for it and the request to make it. */
let isOutrun = false;
let server: Server;
let url: string;
let folder: string;

/** The answers of MLflow to the calls that are used, with the fields that its documentation names. */
function answerOf(path: string): [status: number, body: unknown] {
  if (broken.some((one) => path.startsWith(one))) return [500, { error_code: "INTERNAL_ERROR" }];
  switch (path.split("?")[0]) {
    case "experiments/get-by-name":
      return asked.some((call) => call.path === "experiments/create")
        ? [200, { experiment: { experiment_id: "7" } }]
        : [404, { error_code: "RESOURCE_DOES_NOT_EXIST", message: "No experiment" }];
    case "experiments/create":
      if (isOutrun) return [400, { error_code: "RESOURCE_ALREADY_EXISTS" }];
      return [200, { experiment_id: "7" }];
    case "runs/create":
      return [200, { run: { info: { run_id: "abc" }, data: {} } }];
    case "runs/log-batch":
    case "runs/update":
      return [200, {}];
    default:
      return [404, { error_code: "ENDPOINT_NOT_FOUND" }];
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-track-"));
  await writeImages(join(folder, "noise"), 512, 64, 8);
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const path = request.url!.replace("/api/2.0/mlflow/", "");
      const [status, body] = answerOf(path);
      asked.push({ path: path.split("?")[0]!, body: text === "" ? {} : JSON.parse(text) });
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
  broken = [];
  isOutrun = false;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const train = (output: string, ...more: readonly string[]) =>
  runCli(
    ...["zoo", "train", "--dataset", join(folder, "noise"), "--networks", "1", "--epochs", "1"],
    ...["--num-layers", "2", "--train-fraction", "1", "--workers", "1"],
    ...["-o", join(folder, output), ...more],
  );

test("a training is a run with its options and its results", async () => {
  const { code, stderr } = await train("zoo", "--seed", "3", "--track", `mlflow:${url}/`);
  expect([code, stderr]).toEqual([0, ""]);
  expect(asked.map(({ path }) => path)).toEqual([
    "experiments/get-by-name",
    "experiments/create",
    "runs/create",
    "runs/log-batch",
    "runs/log-batch",
    "runs/update",
  ]);
  expect(asked[1]!.body).toEqual({ name: "weightcast/zoo train" });
  expect(asked[2]!.body).toMatchObject({ experiment_id: "7", run_name: join(folder, "zoo") });
  expect(asked[3]!.body).toMatchObject({
    run_id: "abc",
    params: expect.arrayContaining([
      { key: "seed", value: "3" },
      { key: "networks", value: "1" },
    ]),
  });
  const metrics = asked[4]!.body.metrics as { key: string; value: number }[];
  expect(metrics).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: "networks", value: 1, step: 0 }),
      expect.objectContaining({ key: "best_test_accuracy" }),
    ]),
  );
  expect(asked[5]!.body).toMatchObject({ run_id: "abc", status: "FINISHED" });
});

test("of two commands that make the experiment at the same time, both have it", async () => {
  isOutrun = true;
  expect((await train("outrun", "--track", `mlflow:${url}`)).code).toBe(0);
  expect(asked.slice(0, 3).map(({ path }) => path)).toEqual([
    "experiments/get-by-name",
    "experiments/create",
    "experiments/get-by-name",
  ]);
  expect(asked.at(-1)).toMatchObject({ path: "runs/update", body: { status: "FINISHED" } });
});

test("a training that fails is a failed run", async () => {
  const { code } = await train("fails", "--cnn-stride", "40", "--track", `mlflow:${url}`);
  expect(code).toBe(2);
  expect(asked.at(-1)).toMatchObject({ path: "runs/update", body: { status: "FAILED" } });
});

test("a server that fails at the end does not lose the zoo, one that fails at the start is told of before", async () => {
  broken = ["runs/update"];
  const ended = await train("kept", "--track", `mlflow:${url}`);
  expect([ended.code, ended.stderr]).toEqual([
    0,
    expect.stringContaining("the run is not tracked to its end"),
  ]);
  broken = ["runs/create"];
  expect((await train("none", "--track", `mlflow:${url}`)).code).toBe(75);
});

test("without the option nothing is asked, and other trackers are refused", async () => {
  expect((await train("quiet")).code).toBe(0);
  expect(asked).toEqual([]);
  expect(await train("other", "--track", "wandb:here")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--track takes mlflow: and an address"),
  });
});
