import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UsageError } from "@weightcast/core";

const VARIABLE = "WEIGHTCAST_PEERS_PYTHON";

/**
 * The Python that the peers run in.
 *
 * @throws UsageError where none is named
 */
export function peerPython(packages: string): string {
  const python = process.env[VARIABLE];
  if (python !== undefined && python !== "") return python;
  throw new UsageError(
    `set ${VARIABLE} to a Python that has ${packages}, e.g. peers/bin/python of a virtual environment`,
  );
}

/** Runs a program and reads the one JSON line that it prints. */
export async function runJson<Result>(program: string, args: readonly string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(program, [...args]);
  return JSON.parse(stdout) as Result;
}
