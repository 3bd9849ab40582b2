import { isAbsolute, join, resolve } from "node:path";

/**
 * Returns the folder in which TensorFlow's library is kept for all checkouts of this user:
 * `WEIGHTCAST_TENSORFLOW_CACHE`, else `weightcast/tensorflow` in the XDG cache folder (a relative
 * XDG_CACHE_HOME is to be ignored, says its specification).
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @returns {string} an absolute folder
 */
export function cacheFolder(env, home) {
  if (env.WEIGHTCAST_TENSORFLOW_CACHE) return resolve(env.WEIGHTCAST_TENSORFLOW_CACHE);
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, ".cache"), "weightcast", "tensorflow");
}
