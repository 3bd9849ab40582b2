import type { ExperimentResults, ImportanceRecord } from "@weightcast/evaluation";
import { type Axis, linearAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { inRows, panelWidth } from "../drawing/grid.js";
import type { Frame, Panel } from "../drawing/panel.js";
import { type Content, markup } from "../markup.js";
import { methodName } from "../methods.js";
import { count, score } from "../numbers.js";
import { targetName } from "../target.js";

/** Draws, for each zoo, how far the statistics of each layer move predictions; null if that was not measured. */
export function importancesFigure({ importances = [], target }: ExperimentResults): Figure | null {
  const [first] = importances;
  if (first === undefined) return null;
  return drawFigure({
    name: "importances",
    title: "Importance of the layers",
    caption: `How far the statistics of a layer move a predicted ${targetName(target)}, from the first layer on the left to the last: the mean absolute sum of their contributions (TreeSHAP). ${importances
      .map(describe)
      .join(" ")}`,
    data: "importances[]",
    panels: inRows(importances.map(panelOf)),
    size: { width: panelWidth(importances.length), height: 220 },
  });
}

function panelOf({ zoo, layers }: ImportanceRecord): Panel {
  return {
    title: zoo,
    x: layerAxis(layers.map(({ layer }) => layer)),
    y: linearAxis("mean contribution", [0, ...layers.map(({ contribution }) => contribution)]),
    draw: (frame) => layers.map((layer, i) => bar(frame, i, layer)),
  };
}

/** An axis with a place for each layer. */
function layerAxis(layers: readonly string[]): Axis {
  return {
    label: "layer",
    ticks: layers.map((text, value) => ({ value, text })),
    position: (value) => (value + 0.5) / layers.length,
  };
}

const HALF_BAR = 0.32;

function bar(
  { place, height }: Frame,
  i: number,
  { layer, contribution }: ImportanceRecord["layers"][number],
): Content {
  const [from, to] = [place(i - HALF_BAR, contribution), place(i + HALF_BAR, 0)];
  return markup`<rect class="bar c-series-0" x="${from.x}" y="${from.y}" width="${to.x - from.x}" height="${height - from.y}" fill="currentColor"><title>${layer}: ${score(contribution)}</title></rect>`;
}

/** E.g. `mnist: gbm on layer-statistics, 500 networks; dense moves most (0.061).` */
function describe(record: ImportanceRecord): string {
  const most = record.layers.toSorted((a, b) => b.contribution - a.contribution)[0];
  const what = `${record.zoo}: ${methodName(record)}, ${count(record.networks)} networks`;
  return most === undefined
    ? `${what}.`
    : `${what}; ${most.layer} moves it most (${score(most.contribution)}).`;
}
