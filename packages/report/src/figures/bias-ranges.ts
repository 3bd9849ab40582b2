import type { ExperimentResults, ZooRecord } from "@weightcast/evaluation";
import { powerAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { inRows, panelWidth } from "../drawing/grid.js";
import { levelLook, marks, type Place } from "../drawing/marks.js";
import type { Panel } from "../drawing/panel.js";
import { count, percent } from "../numbers.js";
import { LEVEL_COLOURS } from "../theme.js";

/**
 * Draws, for each zoo, the range of the last layer's biases against that of the first layer's, coloured by
 * accuracy, as in the paper's Figure 3.
 */
export function biasRangesFigure({ zoos }: ExperimentResults): Figure {
  const levels = Array.from({ length: LEVEL_COLOURS }, (_, level) => level);
  const hidden = zoos.reduce((sum, zoo) => sum + zoo.biasRanges.x.length - shownRows(zoo).length, 0);
  return drawFigure({
    name: "bias-ranges",
    title: "Ranges of the biases of the first and the last layer",
    caption: `Each mark is a network: how far apart its largest and its smallest bias lie, in the first layer and in the last, both on logarithmic axes. Its colour and shape say how accurate it is on test images.${
      hidden === 0
        ? ""
        : ` ${count(hidden)} ${hidden === 1 ? "network is" : "networks are"} not drawn: a range is zero, which a logarithmic axis has no place for.`
    }`,
    data: "zoos[].biasRanges",
    panels: inRows(zoos.map((zoo) => panelOf(zoo, levels))),
    size: { width: panelWidth(zoos.length), height: 260 },
    legend: {
      title: "test accuracy",
      entries: levels.map((level) => ({
        text: `${percent(level / LEVEL_COLOURS)}–${percent((level + 1) / LEVEL_COLOURS)}`,
        look: levelLook(level),
      })),
    },
  });
}

function panelOf(zoo: ZooRecord, levels: readonly number[]): Panel {
  const { x, y, accuracy } = zoo.biasRanges;
  const rows = shownRows(zoo);
  return {
    title: zoo.name,
    x: powerAxis(
      "range of first-layer biases",
      rows.map((row) => x[row]!),
    ),
    y: powerAxis(
      "range of last-layer biases",
      rows.map((row) => y[row]!),
    ),
    draw: ({ place }) => {
      const places: Place[][] = levels.map(() => []);
      for (const row of rows) places[levelOf(accuracy[row]!)]!.push(place(x[row]!, y[row]!));
      return places.map((ofLevel, level) => marks(ofLevel, levelLook(level), 4.4, 0.75));
    },
  };
}

function shownRows({ biasRanges: { x, y } }: ZooRecord): number[] {
  return Array.from(x.keys()).filter((row) => x[row]! > 0 && y[row]! > 0);
}

function levelOf(accuracy: number): number {
  return Math.min(LEVEL_COLOURS - 1, Math.max(0, Math.floor(accuracy * LEVEL_COLOURS)));
}
