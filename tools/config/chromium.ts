import { existsSync } from "node:fs";

/**
 * The paths at which Debian, Fedora and macOS install Chromium; the environment variable CHROMIUM names
 * another path.
 */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Chromium's program; undefined, after saying so, where there is none.
 *
 * @param untested what is then not tested
 */
export function findChromium(untested: string): string | undefined {
  const found = [process.env.CHROMIUM, ...PLACES].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    process.stderr.write(`no Chromium here (on Debian: apt-get install chromium): ${untested}\n`);
  }
  return found;
}

/** The flags that Chromium needs to run as root, and to draw WebGL without a graphics card. */
export const CHROMIUM_ARGUMENTS: string[] = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];
