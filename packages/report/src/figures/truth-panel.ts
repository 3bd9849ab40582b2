import type { PointRecord } from "@weightcast/evaluation";
import { line, marks, seriesLook } from "../drawing/marks.js";
import type { Panel } from "../drawing/panel.js";
import { markup } from "../markup.js";
import { count } from "../numbers.js";
import { countOffAxis, targetAxis } from "../target.js";

/** Predictions against the truth, and the dashed line that exact predictions lie on. */
export function truthPanel(title: string, note: string, target: string, { x, y }: PointRecord): Panel {
  const values = [...x, ...y];
  const trueAxis = targetAxis(target, "true", values);
  const ends = [trueAxis.ticks[0]!.value, trueAxis.ticks.at(-1)!.value] as const;
  return {
    title,
    note,
    x: trueAxis,
    y: targetAxis(target, "predicted", values),
    draw: ({ place }) => [
      marks(
        x.map((truth, i) => place(truth, y[i]!)),
        seriesLook(0),
        3.6,
        0.45,
      ),
      markup`<g class="c-ink">${line([place(ends[0], ends[0]), place(ends[1], ends[1])], markup`stroke-dasharray="4 3"`)}</g>`,
    ],
  };
}

/** Says how many predictions lie off the axes; nothing where all lie on them. */
export function offAxisNote(target: string, points: readonly PointRecord[]): string {
  const off = points.reduce((sum, { y }) => sum + countOffAxis(target, y), 0);
  if (off === 0) return "";
  return ` ${count(off)} ${off === 1 ? "prediction" : "predictions"} below 0% or above 100% ${off === 1 ? "is" : "are"} drawn on the edge.`;
}
