import type { ExperimentResults, LearningCurveRecord } from "@weightcast/evaluation";
import { distinct } from "../cells.js";
import { countAxis, linearAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { panelWidth } from "../drawing/grid.js";
import { type Look, line, marks, seriesLook } from "../drawing/marks.js";
import type { Frame, Panel } from "../drawing/panel.js";
import { type Content, markup } from "../markup.js";
import { shortNames } from "../methods.js";
import { count, score } from "../numbers.js";

/** A score of learning curves, and how it is written. */
interface CurveScore {
  readonly name: "tau" | "r2";
  readonly symbol: string;
  readonly axis: string;
}

const TAU: CurveScore = { name: "tau", symbol: "τ", axis: "Kendall’s τ on test networks" };
const R2: CurveScore = { name: "r2", symbol: "R²", axis: "R² on test networks" };

/**
 * Draws, for each zoo, R2 and tau against the number of networks that a predictor was fitted on; null if no
 * curve was measured.
 */
export function learningCurvesFigure({ learningCurves, resamples }: ExperimentResults): Figure | null {
  if (learningCurves.length === 0) return null;
  const zoos = distinct(learningCurves.map(({ zoo }) => zoo));
  const nameOf = shortNames(learningCurves);
  const methods = distinct(learningCurves.map(nameOf));
  const features = distinct(learningCurves.map((curve) => curve.features));
  const curvesOf = (zoo: string) => learningCurves.filter((curve) => curve.zoo === zoo);
  const scores = [R2, TAU].filter((shown) =>
    learningCurves.some((curve) => knownPoints(curve, shown).length > 0),
  );
  if (scores.length === 0) return null;
  const symbols = scores.map(({ symbol }) => symbol).join(" and ");
  return drawFigure({
    name: "learning-curves",
    title: `${symbols} against the number of training networks`,
    caption: [
      `${symbols} on the same test part for fits on more and more networks${features.length === 1 ? `, on the features ${features[0]}` : ""}; the number is on a logarithmic axis.`,
      resamples > 0 ? "Bars are 95% intervals." : "",
      ...zoos.map((zoo) => describe(zoo, curvesOf(zoo), nameOf)),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    data: "learningCurves[]",
    panels: zoos.map((zoo) =>
      scores.map((shown) => ({
        title: zoo,
        ...axesOf(learningCurves, shown),
        draw: (frame) =>
          curvesOf(zoo).map((curve) =>
            drawCurve(frame, curve, shown, seriesLook(methods.indexOf(nameOf(curve)))),
          ),
      })),
    ),
    size: { width: panelWidth(2), height: 250 },
    legend: {
      title: "predictor",
      entries: methods.map((method, i) => ({ text: method, look: seriesLook(i), line: true })),
    },
  });
}

/** All zoos have the same axis, so that they can be compared. */
function axesOf(curves: readonly LearningCurveRecord[], shown: CurveScore): Pick<Panel, "x" | "y"> {
  const points = curves.flatMap((curve) => knownPoints(curve, shown));
  return {
    x: countAxis(
      "training networks",
      points.map(({ networks }) => networks),
    ),
    y: linearAxis(
      shown.axis,
      points.flatMap(({ value, low, high }) => [value, low, high]).filter((one) => one !== null),
    ),
  };
}

function drawCurve({ place }: Frame, curve: LearningCurveRecord, shown: CurveScore, look: Look): Content {
  const known = knownPoints(curve, shown);
  const places = known.map(({ networks, value }) => place(networks, value));
  const bars = known.flatMap(({ networks, low, high }) =>
    low === null || high === null
      ? []
      : [line([place(networks, low), place(networks, high)], markup`class="interval"`)],
  );
  return [
    markup`<g class="${look.colour}">${line(places, markup`stroke-width="1.5" stroke-dasharray="${look.dashes}"`)}${bars}</g>`,
    marks(places, look, 8),
  ];
}

/** A point of a curve of one score. */
interface KnownPoint {
  readonly networks: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The points at which a score is defined, from the fewest networks on. */
function knownPoints({ points }: LearningCurveRecord, { name }: CurveScore): KnownPoint[] {
  return points
    .flatMap((point) => {
      const { value = null, low = null, high = null } = point[name] ?? {};
      return value === null ? [] : [{ networks: point.networks, value, low, high }];
    })
    .sort((a, b) => a.networks - b.networks);
}

/** E.g. `mnist: τ of gbm from 0.612 with 50 networks to 0.91 with 2,000, dnn from …` */
function describe(
  zoo: string,
  curves: readonly LearningCurveRecord[],
  nameOf: (curve: LearningCurveRecord) => string,
): string {
  const rises = curves.flatMap((curve) => {
    const known = knownPoints(curve, TAU);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    return `${nameOf(curve)} from ${score(first.value)} with ${count(first.networks)} networks to ${score(last.value)} with ${count(last.networks)}`;
  });
  return rises.length === 0 ? "" : `${zoo}: τ of ${rises.join(", ")}.`;
}
