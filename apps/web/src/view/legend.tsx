import { type Measure, shownNumber } from "../measures.js";
import type { Palette } from "./colours.js";
import type { Scale } from "./scale.js";

export interface LegendProps {
  readonly measure: Measure;
  readonly scale: Scale;
  readonly palette: Palette;
}

/** The legend of a plot: the meaning of its colours. */
export function Legend({ measure, scale, palette }: LegendProps) {
  if (measure.categories !== undefined) {
    return (
      <p class="legend">
        <b>{measure.label}</b>
        {measure.categories.map((category, i) => (
          <span key={category}>
            <i style={{ background: palette.series[i % palette.series.length] }} />
            {category}
          </span>
        ))}
      </p>
    );
  }
  return (
    <p class="legend">
      <b>{measure.label}</b>
      <span>{shownNumber(scale.at(0))}</span>
      <i class="ramp" style={{ background: `linear-gradient(to right, ${palette.levels.join(", ")})` }} />
      <span>{shownNumber(scale.at(1))}</span>
    </p>
  );
}
