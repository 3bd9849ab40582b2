import { relativeLayers } from "../parts/relative-layers.js";
import { everyLayer, layerSegments } from "../parts/segments.js";
import { possibleSpectra, spectra } from "../parts/spectra.js";
import { SPECTRUM_COLUMNS } from "../spectral/spectrum.js";
import type { FeatureFamily } from "./feature-family.js";
import { LAYER_CHOICES, type LayerChoice, readLayerChoice } from "./layer-choice.js";
import { readName } from "./syntax.js";

/** The singular values of each kernel, described. */
export const spectral: FeatureFamily<LayerChoice> = {
  name: "spectral",
  syntax: `spectral[:LAYERS], ${LAYER_CHOICES}`,
  example: "spectral:over-layers",
  help: "The singular values of each kernel: their percentiles, norms, stable and effective rank, entropy, and the exponent of a power law with the distance of its fit. Of every layer; of the first or last K layers with a kernel; or mean, minimum and maximum over all layers, for networks of any number of layers.",
  parse: (text) =>
    readName(spectral, text, /^spectral(?::(.*))?$/, ([choice], fail) => readLayerChoice(choice, fail)),
  compile(choice, { layout }) {
    if (choice.kind !== "numbers") {
      return relativeLayers(layout, choice, { roles: ["kernel"], suffixes: SPECTRUM_COLUMNS, part: spectra });
    }
    const segments = layerSegments(layout, choice.layers ?? everyLayer(layout));
    return possibleSpectra(segments.filter(({ shape }) => shape.length > 1));
  },
};
