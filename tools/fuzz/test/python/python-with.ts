import { spawnSync } from "node:child_process";

/** The Python of WEIGHTCAST_READERS_PYTHON where it has these modules; otherwise undefined, after telling that tests are skipped. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const python = process.env.WEIGHTCAST_READERS_PYTHON;
  if (python && spawnSync(python, ["-c", `import ${modules.join(", ")}`]).status === 0) return python;
  process.stderr.write(`skipped: set WEIGHTCAST_READERS_PYTHON to a Python with ${modules.join(" and ")}\n`);
  return undefined;
}
