import { alignCheckpoint, openCheckpoint } from "@weightcast/checkpoints";
import { InputError, type Matrix, matrix } from "@weightcast/core";
import { decodeNpy } from "@weightcast/npy";
import type { Model } from "@weightcast/predictors";
import { blobFile } from "@weightcast/runtime";
import { weightsMatrix } from "@weightcast/zoo-io";

/** The name of a request's body in errors and in scores. */
export const BODY_NAME = "body";
const NPY_MAGIC = "\u0093NUMPY";

/**
 * Reads the networks in the body of a request: the first bytes tell a .npy file, [parameters] or [networks, parameters], from one network in
 * a .npz or .safetensors file, whose tensors are put in the order of the model's layout.
 *
 * @returns weights, [networks, parameters] f32
 * @throws InputError where the body is of no such format, or malformed
 */
export async function readNetworks(body: Uint8Array, model: Model): Promise<Matrix<Float32Array>> {
  if (body.length === 0)
    throw new InputError("is empty; send a .npy, .npz or .safetensors file", { file: BODY_NAME });
  if (startsWith(body, NPY_MAGIC)) return weightsMatrix(decodeNpy(body, BODY_NAME), BODY_NAME);
  // The ending of the name decides nothing here: what the bytes are not is refused.
  const blob = new Blob([body as Uint8Array<ArrayBuffer>]);
  const checkpoint = await openCheckpoint(blobFile(blob, BODY_NAME));
  try {
    if (checkpoint.format !== "safetensors" && checkpoint.format !== "npz") {
      throw new InputError(`is a ${checkpoint.format} file; send .npy, .npz or .safetensors`, {
        file: BODY_NAME,
      });
    }
    const { weights } = await alignCheckpoint(checkpoint, model.layout);
    return matrix(weights, 1, weights.length);
  } finally {
    await checkpoint.close();
  }
}

/**
 * Puts the networks of a JSON document into a matrix, [networks, parameters] f32.
 *
 * @throws InputError where the networks differ in length
 */
export function networksOfJson(networks: readonly (readonly number[])[]): Matrix<Float32Array> {
  const columns = networks[0]?.length ?? 0;
  const other = networks.findIndex((network) => network.length !== columns);
  if (other >= 0) {
    throw new InputError(`has ${networks[other]?.length} weights, and network 0 has ${columns}`, {
      file: BODY_NAME,
      row: other,
    });
  }
  return matrix(Float32Array.from(networks.flat()), networks.length, columns);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return (
    bytes.length >= text.length &&
    Array.from(text).every((character, i) => bytes[i] === character.charCodeAt(0))
  );
}
