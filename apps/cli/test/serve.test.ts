import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli, startCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-serve-"));
  model = join(folder, "model");
  await writeSmallZoo(join(folder, "zoo"));
  const fitted = await runCli(
    "fit",
    join(folder, "zoo"),
    "--predictor",
    "gbm",
    "--features",
    "wstats-glob",
    "-o",
    model,
  );
  expect(fitted.code, fitted.stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

async function startServe(...args: readonly string[]) {
  const { child, ended } = startCli("serve", ...args, "--port", "0", "--json");
  const said = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout!.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n}")) resolve(text);
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { child, ended, said: JSON.parse(said) as { url: string; models: string[]; token?: string } };
}

test("scores what `score` scores, logs each request, and ends well on SIGTERM", async () => {
  const { child, ended, said } = await startServe(model, `other=${model}`);
  expect(said).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
    models: ["model", "other"],
  });
  const file = join(folder, "zoo", "weights.npy");
  const answer = await fetch(`${said.url}v1/models/other/score`, {
    method: "POST",
    headers: { "content-type": "application/x-npy" },
    body: await readFile(file),
  });
  const { scores } = (await answer.json()) as { scores: { predicted: number }[] };
  const expected = JSON.parse((await runCli("score", model, file, "--json")).stdout);
  expect(scores.map(({ predicted }) => predicted)).toEqual(
    expected.map(({ predicted }: { predicted: number }) => predicted),
  );
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(JSON.parse(stderr.trim().split("\n").at(-1)!)).toMatchObject({
    route: "/v1/models/:name/score",
    status: 200,
  });
});

test("for other machines there is a token", async () => {
  const { child, ended, said } = await startServe(model, "--host", "0.0.0.0", "--no-logs");
  expect(said.token).toMatch(/^[\w-]{32}$/);
  const url = said.url.replace("0.0.0.0", "127.0.0.1");
  const ask = (headers?: Record<string, string>) => fetch(`${url}v1/models`, headers && { headers });
  expect((await ask()).status).toBe(401);
  expect((await ask({ authorization: `Bearer ${said.token}` })).status).toBe(200);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

test.each([
  [["MODEL", "MODEL"], "two models are named 'model'; name them, as in first="],
  [["MODEL", "--token-file", "SHORT"], "holds no token: 16 characters of ASCII at least"],
  [["none"], "none"],
])("%j is refused", async (args, problem) => {
  const short = join(folder, "short");
  await writeFile(short, "abc\n");
  const words = args.map((word) => word.replace("MODEL", model).replace("SHORT", short));
  const ended = await runCli("serve", ...words, "--port", "0");
  expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(problem) });
});
