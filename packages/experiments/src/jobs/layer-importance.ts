import { layerStatistics } from "@weightcast/features";
import type { Model } from "@weightcast/predictors";
import type { Layer, Zoo } from "@weightcast/zoo";
import type { LayerImportance } from "./job.js";

/** Explaining a prediction takes longer than making it; the mean over this many networks is exact enough for a figure. */
const MOST_NETWORKS = 500;

/**
 * How much each layer moves a model's predictions: the contributions of the features of a layer are summed for each network, and the absolute
 * sums averaged over networks.
 *
 * @param rows the rows of the test part; the first 500 are explained
 * @returns null where the features are not the statistics of all layers, or the predictor does not explain its predictions
 */
export async function layerImportance(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
): Promise<LayerImportance | null> {
  const { features, columns } = model.manifest;
  if (features !== layerStatistics(zoo.layout) || model.predictor.explain === undefined) return null;
  const explained = rows.subarray(0, MOST_NETWORKS);
  const { explanations = [] } = await model.predictZoo(zoo, explained, { explain: columns.length });
  const layers = zoo.layout.layers.map((layer) => {
    const sums = explanations.map((contributions) =>
      contributions
        .filter(({ feature }) => isOfLayer(feature, layer))
        .reduce((sum, { contribution }) => sum + contribution, 0),
    );
    const contribution = sums.reduce((sum, value) => sum + Math.abs(value), 0) / explained.length;
    return { layer: layer.name, contribution };
  });
  return { networks: explained.length, layers };
}

/** Whether a column is a statistic of one of the layer's tensors, which names it `layer/role:statistic` or by the tensor's own name. */
function isOfLayer(column: string, { name: layer, tensors }: Layer): boolean {
  const label = column.slice(0, column.lastIndexOf(":"));
  return tensors.some(({ name, role }) => label === `${layer}/${role}` || label === name);
}
