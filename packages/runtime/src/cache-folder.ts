import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The folder for what can be made or downloaded again: `weightcast` in the user's cache folder. It need not exist yet. */
export function userCacheFolder(): string {
  return join(cacheFolder(), "weightcast");
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  // A relative one is to be ignored, says its specification.
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32") return local ?? join(homedir(), "AppData", "Local");
  return join(homedir(), ".cache");
}
