import { readFile } from "node:fs/promises";
import { InputError } from "@weightcast/core";

/** @throws InputError where the file is missing or cannot be read */
export async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`;
    throw new InputError(problem, { file }, { cause });
  });
}
