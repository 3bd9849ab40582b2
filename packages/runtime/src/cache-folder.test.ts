import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { userCacheFolder } from "./cache-folder.js";

const platform = process.platform;
afterEach(() => {
  vi.unstubAllEnvs();
  Object.defineProperty(process, "platform", { value: platform });
});

test.each<[NodeJS.Platform, string]>([
  ["linux", join(homedir(), ".cache", "weightcast")],
  ["darwin", join(homedir(), "Library", "Caches", "weightcast")],
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
