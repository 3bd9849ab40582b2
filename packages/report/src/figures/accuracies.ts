import type { ExperimentResults, ZooRecord } from "@weightcast/evaluation";
import { linearAxis, percentAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { panelWidth } from "../drawing/grid.js";
import { line, marks, seriesLook } from "../drawing/marks.js";
import type { Frame, Panel } from "../drawing/panel.js";
import { type Content, markup } from "../markup.js";
import { count, percent } from "../numbers.js";

/**
 * Draws, for each zoo, the distribution of its networks' test accuracies, and test against train accuracy, as
 * in the paper's Figure 2.
 */
export function accuraciesFigure({ zoos }: ExperimentResults): Figure {
  return drawFigure({
    name: "accuracies",
    title: "Test accuracy, and test against train accuracy",
    caption: `${zoos.map(describe).join(" ")} Right: each mark is a network; below the dashed line its accuracy is lower on new images than on those it was trained on.`,
    data: "zoos[].accuracyHistogram, zoos[].trainTest",
    panels: zoos.map((zoo) => [histogramPanel(zoo), trainTestPanel(zoo)]),
    size: { width: panelWidth(2), height: 220 },
  });
}

function histogramPanel({ name, accuracyHistogram: bins, networks }: ZooRecord): Panel {
  return {
    title: `${name}: ${count(networks)} networks`,
    x: percentAxis("test accuracy"),
    y: linearAxis("networks", [0, ...bins], count),
    draw: (frame) => bins.map((inBin, i) => bar(frame, i, bins.length, inBin)),
  };
}

function bar({ place, height }: Frame, bin: number, bins: number, inBin: number): Content {
  const [from, to] = [place(bin / bins, inBin), place((bin + 1) / bins, 0)];
  const label = `${percent(bin / bins)} to ${percent((bin + 1) / bins)}: ${count(inBin)}`;
  return markup`<rect class="bar c-series-0" x="${from.x + 0.5}" y="${from.y}" width="${Math.max(0.5, to.x - from.x - 1)}" height="${height - from.y}" fill="currentColor"><title>${label}</title></rect>`;
}

function trainTestPanel({ name, trainTest }: ZooRecord): Panel | null {
  if (trainTest === null) return null;
  return {
    title: name,
    x: percentAxis("train accuracy"),
    y: percentAxis("test accuracy"),
    draw: ({ place }) => [
      marks(
        trainTest.x.map((x, i) => place(x, trainTest.y[i]!)),
        seriesLook(0),
        3.6,
        0.45,
      ),
      identity(place),
    ],
  };
}

/** The dashed line on which both sides are equal. */
function identity(place: Frame["place"]): Content {
  return markup`<g class="c-ink">${line([place(0, 0), place(1, 1)], markup`stroke-dasharray="4 3"`)}</g>`;
}

/** E.g. `mnist: half of the networks reach 91% or more, 12% stay at 20% or less.` */
function describe({ name, accuracyHistogram: bins }: ZooRecord): string {
  const total = bins.reduce((sum, inBin) => sum + inBin, 0);
  if (total === 0) return `${name}: no networks.`;
  let above = 0;
  let half = bins.length;
  while (half > 0 && above < total / 2) above += bins[--half]!;
  const low = bins
    .filter((_, i) => (i + 1) / bins.length <= LOW + 1e-9)
    .reduce((sum, inBin) => sum + inBin, 0);
  return `${name}: half of the networks reach ${percent(half / bins.length)} or more, ${percent(low / total)} stay at ${percent(LOW)} or less.`;
}

/** The accuracy of a network that learned almost nothing, with ten classes. */
const LOW = 0.2;
