import { InputError, matrix, matrixRow } from "@weightcast/core";
import type { HiddenUnits, Layout } from "@weightcast/zoo";
import type { AskedPart, FeaturePart } from "../feature-part.js";
import { FeatureSet } from "../feature-set.js";
import { knownActivations } from "../probes/known-activations.js";
import { canonicalise } from "./canonical-form.js";

/** The columns of a part, each under its name after `canonical/`, of networks that are brought to canonical form first. */
export function canonicalPart(part: FeaturePart, layout: Layout, hidden: HiddenUnits): AskedPart {
  const set = new FeatureSet("canonical", layout, [part]);
  return {
    kind: "asked",
    columns: part.columns.map((column) => `canonical/${column}`),
    hyperparameters: "required",
    async open() {
      return {
        async compute({ weights, hyperparameters }, out, firstColumn) {
          const activations = hyperparameters === undefined ? [] : knownActivations(hyperparameters);
          const changed = matrix(
            new Float32Array(weights.rows * weights.columns),
            weights.rows,
            weights.columns,
          );
          for (let row = 0; row < weights.rows; row++) {
            const activation = activations[row];
            if (activation === undefined) {
              throw new InputError(
                "the activation function of a network is not known, so that it has no canonical form; expected a metrics column config.activation",
                { file: hyperparameters?.metrics.file, row: hyperparameters?.rows[row] },
              );
            }
            const network = matrixRow(changed, row);
            network.set(matrixRow(weights, row));
            canonicalise(network, hidden, activation);
          }
          const columns = part.columns.length;
          const features = matrix(new Float64Array(weights.rows * columns), weights.rows, columns);
          await set.extract(changed, features);
          for (let row = 0; row < weights.rows; row++) {
            matrixRow(out, row).set(matrixRow(features, row), firstColumn);
          }
        },
        async close() {},
      };
    },
  };
}
