import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The path of Weightcast's cache folder, `weightcast` in the user's cache folder. It holds only what can be made or downloaded again, and may not exist yet. */
export function userCacheFolder(): string {
  return join(cacheFolder(), "weightcast");
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  // The XDG specification says that a relative path is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32") return local ?? join(homedir(), "AppData", "Local");
  return join(homedir(), ".cache");
}
