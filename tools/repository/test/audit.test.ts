import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const AUDIT = fileURLToPath(new URL("../../../.ci/audit", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weightcast-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the gate's audit with an `npx` that writes `report` to stderr and ends with `exitCode`; records its arguments. */
function audit(
  report: string,
  exitCode: number,
): { readonly status: number | null; readonly stdout: string } {
  const npx = join(folder, "npx");
  writeFileSync(npx, `#!/bin/sh\necho "$@"\necho '${report}' >&2\nexit ${exitCode}\n`);
  chmodSync(npx, 0o755);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  return spawnSync("bash", [AUDIT], { encoding: "utf8", env });
}

test.skipIf(process.platform === "win32")(
  "a dependency with a known fault fails the gate, which shows the report",
  () => {
    const { status, stdout } = audit("high: Prototype pollution in made-up-package", 1);
    expect(status).toBe(1);
    expect(stdout).toContain("high: Prototype pollution in made-up-package");
    // Only what is published, and only faults of high severity.
    expect(stdout).toContain("audit --prod --audit-level high");
  },
);

test.skipIf(process.platform === "win32")("no known fault, and a registry that tells none, pass", () => {
  expect(audit("No known vulnerabilities found", 0)).toMatchObject({
    status: 0,
    stdout: "audit: the dependencies have no known faults of high severity\n",
  });
  expect(audit("ERR_PNPM_AUDIT_ENDPOINT_NOT_EXISTS", 1)).toMatchObject({
    status: 0,
    stdout: "audit: this registry does not tell known faults; the dependencies were not audited\n",
  });
});
