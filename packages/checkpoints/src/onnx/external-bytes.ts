import { rangePieces } from "../files/read-range.js";
import type { OpenCheckpointOptions } from "../formats/checkpoint-format.js";
import type { StoredTensor } from "../tensor.js";

/**
 * The elements of a tensor that lie in another file of the same folder, which is opened whenever they are read.
 *
 * @param external where they lie: `location` (a file's name) and `offset` (a byte of it, 0 where absent)
 * @param length how many bytes they take
 * @param fail makes the error from what is wrong with the tensor
 * @throws InputError where the file is none of the folder, is missing, or ends before
 */
export async function externalBytes(
  external: ReadonlyMap<string, string>,
  length: number,
  { neighbour }: OpenCheckpointOptions,
  fail: (problem: string) => Error,
): Promise<StoredTensor["bytes"]> {
  const location = external.get("location") ?? "";
  const offset = Number(external.get("offset") ?? "0");
  // A name with a folder in it could reach any file.
  if (!/^[^/\\]+$/.test(location) || location.startsWith("..")) {
    throw fail(`lies in '${location.slice(0, 100)}', which is no file of the same folder`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw fail(`lies at the impossible byte ${external.get("offset")}`);
  if (neighbour === undefined) throw fail(`lies in ${location}, which cannot be found from here`);
  const found = await neighbour(location).open();
  const { size } = found;
  await found.close();
  if (offset + length > size) throw fail(`ends at byte ${offset + length} of ${location}, which has ${size}`);
  return async function* bytes() {
    const file = await neighbour(location).open();
    try {
      yield* rangePieces(file, offset, offset + length);
    } finally {
      await file.close();
    }
  };
}
