import { matrix, matrixRows } from "@weightcast/core";
import type { Layout, Tensor } from "@weightcast/zoo";
import { kernelLayers, type RelativeChoice } from "../families/layer-choice.js";
import type { AskedPart, FeaturePart } from "../feature-part.js";
import { FeatureSet } from "../feature-set.js";
import type { Segment } from "./segments.js";

/** The numbers that are computed for each tensor. */
export interface TensorFeatures {
  /** The tensors of a layer that are described. */
  readonly roles: readonly ("kernel" | "bias")[];
  /** The ends of the names of the columns of one tensor. */
  readonly suffixes: readonly string[];
  /** Computes the features of segments: for each segment one column for each suffix. */
  part(segments: readonly Segment[]): FeaturePart;
}

/**
 * Features of layers of networks with any number of layers: the columns are the same for every network. `first` and `last` number the layers with
 * a kernel from the input or from the output on (`first-0/kernel:q50`); a layer or a bias that a network lacks gives NaN. `over-layers` gives the
 * mean, the minimum and the maximum over all layers, without NaN (`layers/kernel:q50:mean`).
 */
export function relativeLayers(layout: Layout, choice: RelativeChoice, features: TensorFeatures): AskedPart {
  const groups = tensorGroups(layout, choice, features.roles);
  const segments = groups.flatMap(({ tensors }) => tensors.map(segmentOf));
  const { suffixes } = features;
  const part = features.part(segments);
  const set = new FeatureSet("", layout, [part]);
  const summaries = choice.kind === "over-layers" ? SUMMARIES : undefined;
  const columns = groups.flatMap(({ label }) =>
    suffixes.flatMap((suffix) =>
      summaries === undefined
        ? [`${label}:${suffix}`]
        : summaries.map(({ name }) => `${label}:${suffix}:${name}`),
    ),
  );
  return {
    kind: "asked",
    columns,
    ...(part.origins === undefined ? {} : { origins: part.origins }),
    open: async ({ threads, signal }) => ({
      async compute({ weights, origins }, out, firstColumn) {
        const found = matrix(new Float64Array(set.columns.length), 1, set.columns.length);
        for (let row = 0; row < weights.rows; row++) {
          const origin = origins && matrixRows(origins, row, 1);
          await set.extract(matrixRows(weights, row, 1), found, { origins: origin, threads, signal });
          let target = row * out.stride + firstColumn;
          let start = 0;
          for (const { tensors } of groups) {
            suffixes.forEach((_, suffix) => {
              const values = tensors.map(
                (_, tensor) => found.data[start + tensor * suffixes.length + suffix]!,
              );
              if (summaries === undefined) out.data[target++] = values[0] ?? Number.NaN;
              else
                for (const { of } of summaries)
                  out.data[target++] = of(values.filter((value) => !Number.isNaN(value)));
            });
            start += tensors.length * suffixes.length;
          }
        }
      },
      close: async () => {},
    }),
  };
}

/** Summaries of the values of all layers; NaN of no values. */
const SUMMARIES: readonly { readonly name: string; of(values: readonly number[]): number }[] = [
  { name: "mean", of: (values) => values.reduce((sum, value) => sum + value, 0) / values.length },
  { name: "min", of: (values) => (values.length === 0 ? Number.NaN : Math.min(...values)) },
  { name: "max", of: (values) => (values.length === 0 ? Number.NaN : Math.max(...values)) },
];

/** Tensors whose features share columns: at most one for `first` and `last`. */
interface TensorGroup {
  readonly label: string;
  readonly tensors: readonly Tensor[];
}

function tensorGroups(layout: Layout, choice: RelativeChoice, roles: TensorFeatures["roles"]): TensorGroup[] {
  const layers = kernelLayers(layout);
  if (choice.kind === "over-layers") {
    return roles.map((role) => ({
      label: `layers/${role}`,
      tensors: layers.flatMap((layer) => layer[role] ?? []),
    }));
  }
  const { kind, count } = choice;
  const ordered = kind === "first" ? layers : layers.toReversed();
  return Array.from({ length: count }, (_, i) => ordered[i]).flatMap((layer, i) =>
    roles.map((role) => {
      const tensor = layer?.[role];
      return { label: `${kind}-${i}/${role}`, tensors: tensor === undefined ? [] : [tensor] };
    }),
  );
}

function segmentOf({ name, shape, start, end }: Tensor): Segment {
  return { label: name, shape, start, end };
}
