/** The oldest glibc that the wheel's libraries run with, as in its tag manylinux_2_27. */
const OLDEST_GLIBC_MINOR = 27;

/**
 * @typedef {object} Platform
 * @property {string} platform
 * @property {string} arch
 * @property {string | undefined} glibc glibc's version; undefined where there is none
 */

/**
 * Why the wheel's libraries cannot run here; undefined where they can.
 *
 * @param {Platform} platform
 * @returns {string | undefined}
 */
export function wheelObstacle({ platform, arch, glibc }) {
  if (platform !== "linux" || arch !== "x64")
    return `it is for Linux on x64 and this is ${platform} on ${arch}`;
  if (glibc === undefined) return "it needs glibc and this Linux has another C library";
  const [major, minor] = glibc.split(".").map(Number);
  if (major === 2 && minor !== undefined && minor < OLDEST_GLIBC_MINOR) {
    return `it needs glibc 2.${OLDEST_GLIBC_MINOR} or newer and this Linux has ${glibc}`;
  }
  return undefined;
}

/** @returns {Platform} */
export function thisPlatform() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } } | undefined} */ (
    process.report?.getReport()
  );
  return { platform: process.platform, arch: process.arch, glibc: report?.header.glibcVersionRuntime };
}
