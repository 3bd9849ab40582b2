import { InputError } from "@weightcast/core";
import { ACTIVATIONS, type Activation } from "@weightcast/networks";
import { HYPERPARAMETER_PREFIX } from "@weightcast/zoo";
import type { HyperparameterRows } from "../feature-part.js";

const COLUMN = `${HYPERPARAMETER_PREFIX}activation`;

/**
 * Returns the activation function of each row according to the metrics: [rows.length]; undefined where the
 * metrics do not contain it.
 *
 * @throws InputError where it is not one that can be computed
 */
export function knownActivations({ metrics, rows }: HyperparameterRows): (Activation | undefined)[] {
  if (!metrics.columns.has(COLUMN)) return Array.from(rows, () => undefined);
  const words = metrics.text(COLUMN);
  return Array.from(rows, (row) => {
    const word = words[row] ?? "";
    const activation = ACTIVATIONS.find((known) => known === word);
    if (activation === undefined && word !== "") {
      const location = { file: metrics.file, column: COLUMN, row };
      throw new InputError(`'${word}' is none of ${ACTIVATIONS.join(", ")}`, location);
    }
    return activation;
  });
}
