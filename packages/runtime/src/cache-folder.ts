import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UsageError } from "@weightcast/core";

/**
 * The path of Weightcast's cache folder, `weightcast` in the user's cache folder. It holds only what can be made or downloaded again, and may not exist yet.
 *
 * @throws UsageError where neither the environment nor the system names a folder of the user
 */
export function userCacheFolder(): string {
  return join(cacheFolder(), "weightcast");
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  // The XDG specification says that a relative path is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (process.platform === "darwin") return join(homeFolder(), "Library", "Caches");
  if (process.platform === "win32") return local ?? join(homeFolder(), "AppData", "Local");
  return join(homeFolder(), ".cache");
}

/** The user's home folder, which a user of a container may lack. */
function homeFolder(): string {
  try {
    return homedir();
  } catch (cause) {
    throw new UsageError(
      "the user has no home folder for the cache; set the environment variable HOME or XDG_CACHE_HOME",
      { cause },
    );
  }
}
