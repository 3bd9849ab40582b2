import type { CalibrationRecord, ExperimentResults } from "@weightcast/evaluation";
import { percentAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { panelWidth } from "../drawing/grid.js";
import { line, marks, seriesLook } from "../drawing/marks.js";
import type { Frame, Panel } from "../drawing/panel.js";
import { type Content, markup } from "../markup.js";
import { percent } from "../numbers.js";
import { targetAxis, targetName } from "../target.js";

/** Draws, for each zoo, how well predictions and intervals keep their word; null if that was not measured. */
export function calibrationFigure({ predictions, target }: ExperimentResults): Figure | null {
  const known = predictions.flatMap(({ zoo, calibration }) =>
    calibration === undefined ? [] : [{ zoo, calibration }],
  );
  if (known.length === 0) return null;
  const hasIntervals = known.some(({ calibration }) => calibration.coverage.length > 0);
  return drawFigure({
    name: "calibration",
    title: "Calibration of predictions and of intervals",
    caption: `Left: the mean true ${targetName(target)} of networks with like predictions (bins of equally many networks, bars one standard deviation of the residuals); on the dashed line predictions are right on average.${
      hasIntervals
        ? ` Right: the share of test networks within intervals of several levels; on the dashed line an interval holds what it promises. ${known.map(describe).join(" ")}`
        : ""
    }`,
    data: "predictions[].calibration",
    panels: known.map(({ zoo, calibration }) => [
      binsPanel(zoo, calibration, target),
      calibration.coverage.length === 0 ? null : coveragePanel(zoo, calibration),
    ]),
    size: { width: panelWidth(2), height: 240 },
  });
}

function binsPanel(zoo: string, { bins }: CalibrationRecord, target: string): Panel {
  const values = bins.flatMap(({ predicted, truth, deviation }) => [
    predicted,
    truth - deviation,
    truth + deviation,
  ]);
  const x = targetAxis(target, "predicted", values);
  return {
    title: zoo,
    x,
    y: targetAxis(target, "mean true", values),
    draw: ({ place }) => {
      const look = seriesLook(0);
      const ends = [x.ticks[0]?.value ?? 0, x.ticks.at(-1)?.value ?? 1] as const;
      return [
        diagonal(place, ends),
        markup`<g class="${look.colour}">${bins.map(({ predicted, truth, deviation }) =>
          line(
            [place(predicted, truth - deviation), place(predicted, truth + deviation)],
            markup`class="interval"`,
          ),
        )}</g>`,
        marks(
          bins.map(({ predicted, truth }) => place(predicted, truth)),
          look,
          8,
        ),
      ];
    },
  };
}

function coveragePanel(zoo: string, { coverage }: CalibrationRecord): Panel {
  return {
    title: zoo,
    x: percentAxis("level of the interval"),
    y: percentAxis("covered test networks"),
    draw: ({ place }) => {
      const look = seriesLook(1);
      const places = coverage.map(({ level, coverage: covered }) => place(level, covered));
      return [
        diagonal(place, [0, 1]),
        markup`<g class="${look.colour}">${line(places, markup`stroke-width="1.5"`)}</g>`,
        marks(places, look, 8),
      ];
    },
  };
}

function diagonal(place: Frame["place"], [from, to]: readonly [number, number]): Content {
  return markup`<g class="c-ink">${line([place(from, from), place(to, to)], markup`stroke-dasharray="4 3"`)}</g>`;
}

/** E.g. `mnist: the 90% interval covers 91%.` */
function describe({
  zoo,
  calibration: { coverage },
}: {
  readonly zoo: string;
  readonly calibration: CalibrationRecord;
}): string {
  const usual = coverage.find(({ level }) => level === USUAL_LEVEL);
  return usual === undefined
    ? ""
    : `${zoo}: the ${percent(USUAL_LEVEL)} interval covers ${percent(usual.coverage)}.`;
}

/** The level of the intervals that other commands show. */
const USUAL_LEVEL = 0.9;
