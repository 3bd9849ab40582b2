import * as os from "node:os";
import { join } from "node:path";
import { UsageError } from "@weightcast/core";
import { afterEach, expect, test, vi } from "vitest";
import { userCacheFolder } from "./cache-folder.js";

const lacksHome = vi.hoisted(() => ({ value: false }));
vi.mock("node:os", async (original) => {
  const system = await original<typeof os>();
  const homedir = () => {
    if (lacksHome.value) throw new Error("A system error occurred: uv_os_homedir returned ENOENT");
    return system.homedir();
  };
  return { ...system, homedir };
});

const platform = process.platform;
afterEach(() => {
  vi.unstubAllEnvs();
  Object.defineProperty(process, "platform", { value: platform });
});

test.each<[NodeJS.Platform, string]>([
  ["linux", join(os.homedir(), ".cache", "weightcast")],
  ["darwin", join(os.homedir(), "Library", "Caches", "weightcast")],
  ["win32", join("/local", "weightcast")],
])("where %s keeps caches", (system, folder) => {
  Object.defineProperty(process, "platform", { value: system });
  vi.stubEnv("LOCALAPPDATA", "/local");
  for (const ignored of [undefined, "relative"]) {
    vi.stubEnv("XDG_CACHE_HOME", ignored);
    expect(userCacheFolder()).toBe(folder);
  }
  vi.stubEnv("XDG_CACHE_HOME", "/cache");
  expect(userCacheFolder()).toBe(join("/cache", "weightcast"));
});

test("a user without a home folder is told what to set", () => {
  vi.stubEnv("XDG_CACHE_HOME", undefined);
  lacksHome.value = true;
  try {
    expect(userCacheFolder).toThrow(UsageError);
    expect(userCacheFolder).toThrow(/set the environment variable HOME or XDG_CACHE_HOME/);
  } finally {
    lacksHome.value = false;
  }
});
