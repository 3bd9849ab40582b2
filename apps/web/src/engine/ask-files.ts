import { matrix, matrixRow } from "@weightcast/core";
import { imageAnswers } from "@weightcast/features";
import type { Model } from "@weightcast/predictors";
import type { GivenFile } from "../sources/given-files.js";
import type { Dreams, FileAnswers } from "./messages.js";
import { weightsInFile } from "./score-files.js";

/** At most so many networks of files are asked. */
const MOST_NETWORKS = 12;

/**
 * Asks the networks in files what they see in dreamt images; the first 12 networks where there are more.
 *
 * @throws InputError where a file is malformed, or holds networks of another layout than the model was fitted on
 * @throws UsageError where the forward pass of these networks is not known
 */
export async function askFiles(
  dreams: Dreams,
  { layout }: Model,
  files: readonly GivenFile[],
): Promise<FileAnswers> {
  const names: string[] = [];
  const weights = matrix(
    new Float32Array(MOST_NETWORKS * layout.parameters),
    MOST_NETWORKS,
    layout.parameters,
  );
  for (const given of files) {
    const found = await weightsInFile(given, layout);
    for (let row = 0; row < found.rows && names.length < MOST_NETWORKS; row++) {
      matrixRow(weights, names.length).set(matrixRow(found, row));
      names.push(found.rows === 1 ? given.path : `${given.path}, row ${row}`);
    }
  }
  const asked = matrix(weights.data, names.length, layout.parameters);
  const answers = await imageAnswers(layout, dreams, asked, new Array(names.length).fill(undefined));
  return { names, answers };
}
