import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { validate } from "dockerfile-utils";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../src/workspace.js";

const folder = mkdtempSync(join(tmpdir(), "weightcast-containers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const compose = readFileSync(join(ROOT, "compose.yaml"), "utf8");
const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");

/** What the schema of the Compose specification says against a file; the linter's rules of style are not ours. */
function schemaProblems(text: string): string[] {
  const path = join(folder, "compose.yaml");
  writeFileSync(path, text);
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
  return linter
    .lintFiles([path], false)
    .flatMap(({ messages }) => messages)
    .filter(({ rule }) => /^invalid-/.test(rule))
    .map(({ message }) => message);
}

test("compose.yaml is what the schema of the Compose specification allows", () => {
  expect(schemaProblems(compose)).toEqual([]);
  expect(schemaProblems(compose.replace("restart: unless-stopped", "restarts: unless-stopped"))).not.toEqual(
    [],
  );
});

test("the services of compose.yaml: workers with the queue's address, a service behind a token", () => {
  const { services } = parse(compose, { merge: true }) as {
    services: Record<string, { command?: string; environment?: Record<string, string>; ports?: string[] }>;
  };
  expect(Object.keys(services).sort()).toEqual(["redis", "serve", "submit", "weightcast", "worker"]);
  expect(services.worker?.command).toMatch(/^queue work /);
  for (const name of ["submit", "weightcast", "worker"]) {
    expect(services[name]?.environment?.WEIGHTCAST_REDIS, name).toContain("@redis:6379");
  }
  expect(services.serve).toMatchObject({ ports: ["127.0.0.1:8080:8080"], secrets: ["token"] });
  expect(services.serve?.command).toContain("--token-file /run/secrets/token");
});

test("the Dockerfile is well formed, begins with Debian slim, and does not end as root", () => {
  expect(validate(dockerfile)).toEqual([]);
  expect(validate(dockerfile.replace("WORKDIR /zoos", "WORKDIRS /zoos"))).not.toEqual([]);
  const words = (instruction: string) =>
    Array.from(dockerfile.matchAll(new RegExp(`^${instruction} (.*)$`, "gm")), ([, rest]) => rest);
  expect(words("FROM")).toEqual(["node:24-bookworm-slim AS build", "node:24-bookworm-slim"]);
  expect(words("USER")).toEqual(["1000:1000"]);
});
