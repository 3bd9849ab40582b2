import type { ExperimentResults, LearningCurveRecord } from "@weightcast/evaluation";
import { distinct } from "../cells.js";
import { countAxis, linearAxis } from "../drawing/axes.js";
import { drawFigure, type Figure } from "../drawing/figure.js";
import { inRows, panelWidth } from "../drawing/grid.js";
import { type Look, line, marks, seriesLook } from "../drawing/marks.js";
import type { Frame, Panel } from "../drawing/panel.js";
import { type Content, markup } from "../markup.js";
import { shortNames } from "../methods.js";
import { count, score } from "../numbers.js";

/**
 * Draws, for each zoo, tau against the number of networks that a predictor was fitted on; null if no curve
 * was measured.
 */
export function learningCurvesFigure({ learningCurves, resamples }: ExperimentResults): Figure | null {
  if (learningCurves.length === 0) return null;
  const zoos = distinct(learningCurves.map(({ zoo }) => zoo));
  const nameOf = shortNames(learningCurves);
  const methods = distinct(learningCurves.map(nameOf));
  const features = distinct(learningCurves.map((curve) => curve.features));
  const curvesOf = (zoo: string) => learningCurves.filter((curve) => curve.zoo === zoo);
  return drawFigure({
    name: "learning-curves",
    title: "Kendall’s τ against the number of training networks",
    caption: [
      `τ on the same test part for fits on more and more networks${features.length === 1 ? `, on the features ${features[0]}` : ""}; the number is on a logarithmic axis.`,
      resamples > 0 ? "Bars are 95% intervals." : "",
      ...zoos.map((zoo) => describe(zoo, curvesOf(zoo), nameOf)),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    data: "learningCurves[]",
    panels: inRows(
      zoos.map((zoo) => ({
        title: zoo,
        ...axesOf(learningCurves),
        draw: (frame) =>
          curvesOf(zoo).map((curve) => drawCurve(frame, curve, seriesLook(methods.indexOf(nameOf(curve))))),
      })),
    ),
    size: { width: panelWidth(zoos.length), height: 250 },
    legend: {
      title: "predictor",
      entries: methods.map((method, i) => ({ text: method, look: seriesLook(i), line: true })),
    },
  });
}

/** All zoos have the same axis, so that they can be compared. */
function axesOf(curves: readonly LearningCurveRecord[]): Pick<Panel, "x" | "y"> {
  const points = curves.flatMap(knownPoints);
  return {
    x: countAxis(
      "training networks",
      points.map(({ networks }) => networks),
    ),
    y: linearAxis(
      "Kendall’s τ on test networks",
      points.flatMap(({ tau: { value, low, high } }) => [value, low, high]).filter((tau) => tau !== null),
    ),
  };
}

function drawCurve({ place }: Frame, curve: LearningCurveRecord, look: Look): Content {
  const known = knownPoints(curve);
  const places = known.map(({ networks, tau }) => place(networks, tau.value!));
  const bars = known
    .filter(({ tau }) => tau.low !== null && tau.high !== null)
    .map(({ networks, tau }) =>
      line([place(networks, tau.low!), place(networks, tau.high!)], markup`class="interval"`),
    );
  return [
    markup`<g class="${look.colour}">${line(places, markup`stroke-width="1.5" stroke-dasharray="${look.dashes}"`)}${bars}</g>`,
    marks(places, look, 8),
  ];
}

function knownPoints({ points }: LearningCurveRecord): LearningCurveRecord["points"] {
  return points.filter(({ tau }) => tau.value !== null).sort((a, b) => a.networks - b.networks);
}

/** E.g. `mnist: gbm from 0.612 with 50 networks to 0.91 with 2,000, dnn from …` */
function describe(
  zoo: string,
  curves: readonly LearningCurveRecord[],
  nameOf: (curve: LearningCurveRecord) => string,
): string {
  const rises = curves.flatMap((curve) => {
    const known = knownPoints(curve);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    return `${nameOf(curve)} from ${score(first.tau.value!)} with ${count(first.networks)} networks to ${score(last.tau.value!)} with ${count(last.networks)}`;
  });
  return rises.length === 0 ? "" : `${zoo}: ${rises.join(", ")}.`;
}
