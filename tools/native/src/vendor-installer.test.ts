import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, standIn } from "../test/project.js";
import { runVendorInstaller } from "./vendor-installer.js";

test("an installer that ends well has no failure to tell", async () => {
  expect(await runVendorInstaller(folderWith(standIn([], "")))).toBeUndefined();
});

test("an installer that fails tells why", async () => {
  const folder = folderWith(standIn([], 'throw new Error("getaddrinfo ENOTFOUND storage")'));
  expect(await runVendorInstaller(folder)).toBe("Error: getaddrinfo ENOTFOUND storage");
});

test("an installer that hangs is stopped", async () => {
  const folder = folderWith(standIn([], "setInterval(() => {}, 1000)"));
  expect(await runVendorInstaller(folder, 500)).toBe("no end after 0.5 seconds");
});

test("an installer finds its package's commands", async () => {
  const installer = `
    const { stdout } = require("child_process").spawnSync("tell", { encoding: "utf8" });
    throw new Error(stdout);`;
  const folder = folderWith(standIn([], installer));
  const command = join(folder, "node_modules", ".bin", "tell");
  mkdirSync(dirname(command), { recursive: true });
  writeFileSync(command, "#!/bin/sh\necho heard\n", { mode: 0o755 });
  expect(await runVendorInstaller(folder)).toBe("Error: heard");
});
