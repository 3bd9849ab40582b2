import { type LayerWeights, layerWeights } from "@weightcast/checkpoints";
import { InputError, type Matrix, matrix, UsageError, type WorkOptions } from "@weightcast/core";
import { compileFeatures, type FeatureSet } from "@weightcast/features";
import { type Layout, sameLayout } from "@weightcast/zoo";
import { openCheckpointFile } from "../sources/open-checkpoint-file.js";

/** The features of one checkpoint. */
export interface DescribedCheckpoint {
  readonly columns: readonly string[];
  /** The value of each column. */
  readonly values: readonly number[];
}

/** Computes a feature set of the layers of checkpoints, one at a time, so that networks of any size pass through the memory of a layer. */
export class LayerFeatures {
  private readonly compiled: { readonly layout: Layout; readonly set: FeatureSet }[] = [];

  /** @param name the name of the feature set; its columns must follow from single layers */
  constructor(private readonly name: string) {}

  /**
   * @param origin the first checkpoint of the run of the file; it is read if features compare the two
   * @throws UsageError if two layers give columns of the same name
   * @throws InputError if a file cannot be read, or the two have other layers
   */
  async of(file: string, origin: string, { signal }: WorkOptions): Promise<DescribedCheckpoint> {
    const values = new Map<string, number>();
    const origins = layersOf(origin, signal);
    try {
      let layer = 0;
      for await (const { layout, weights } of layersOf(file, signal)) {
        const set = this.setOf(layer++, layout);
        const first = set.needsFirstCheckpoints ? await sameLayer(origins, layout, origin) : undefined;
        const out = matrix(new Float64Array(set.columns.length), 1, set.columns.length);
        await set.extract(oneRow(weights), out, { origins: first, signal });
        set.columns.forEach((column, i) => {
          const before = values.get(column);
          if (before !== undefined && !set.normsOverLayers.has(column)) {
            throw new UsageError(
              `the feature set '${this.name}' needs whole networks: two layers have the column '${column}'`,
            );
          }
          const value = out.data[i] ?? Number.NaN;
          values.set(column, before === undefined ? value : Math.hypot(before, value));
        });
      }
    } finally {
      await origins.return(undefined);
    }
    return { columns: Array.from(values.keys()), values: Array.from(values.values()) };
  }

  /** Layers of further files are mostly those of the first one. */
  private setOf(layer: number, layout: Layout): FeatureSet {
    const known = this.compiled[layer];
    if (known !== undefined && sameLayout(known.layout, layout)) return known.set;
    const set = compileFeatures(this.name, layout);
    this.compiled[layer] = { layout, set };
    return set;
  }
}

async function* layersOf(
  file: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<LayerWeights, undefined> {
  const checkpoint = await openCheckpointFile(file, signal);
  try {
    yield* layerWeights(checkpoint, { signal });
  } finally {
    await checkpoint.close();
  }
}

async function sameLayer(
  layers: AsyncGenerator<LayerWeights, undefined>,
  layout: Layout,
  file: string,
): Promise<Matrix<Float32Array>> {
  const { value } = await layers.next();
  if (value !== undefined && sameLayout(value.layout, layout)) return oneRow(value.weights);
  throw new InputError("is the first checkpoint of its run and has other layers than a later one", { file });
}

function oneRow(weights: Float32Array): Matrix<Float32Array> {
  return matrix(weights, 1, weights.length);
}
