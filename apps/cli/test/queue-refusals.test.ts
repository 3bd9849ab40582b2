import { expect, test } from "vitest";
import { runCli } from "./run-cli.js";

const SEARCH = ["submit", "search", "zoo", "--predictor", "gbm", "--trials", "3", "-o", "found"];

test.each<[readonly string[], number, RegExp]>([
  [["submit", "fit", "zoo"], 2, /unknown work 'fit'; known: zoo-train, reproduce, search/],
  [["submit", "search", "zoo"], 2, /required option '--predictor <name>' not specified/],
  [[...SEARCH, "--shard", "1/2"], 2, /--emit divides the fits itself; leave --shard out/],
  [[...SEARCH, "--force"], 2, /leave --force out/],
  [[...SEARCH, "--redis", "queue:6379"], 2, /'queue:6379' is no address of Redis; an example: redis:/],
  [["status", "--redis", "http://queue"], 2, /'http:\/\/queue' is no address of Redis/],
  [["status", "--redis", "redis://127.0.0.1:1"], 75, /Redis at 127\.0\.0\.1:1 does not answer/],
  [["work", "--concurrency", "0"], 2, /--concurrency takes a whole number from 1 on, not '0'/],
  [
    ["work", "--store", "http://minio"],
    2,
    /'http:\/\/minio' is no address of an object store; an example: s3:/,
  ],
])("queue %j ends with exit code %i and says why in one line", async (words, exitCode, problem) => {
  const { code, stdout, stderr } = await runCli("queue", ...words);
  expect([code, stdout]).toEqual([exitCode, ""]);
  expect(stderr).toMatch(problem);
  expect(stderr).toMatch(/^weightcast: [^\n]*\n$/);
});
