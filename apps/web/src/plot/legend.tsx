import { type Measure, shownNumber, shownPercent } from "../measures/measures.js";
import type { Palette } from "./colours.js";
import type { Scale } from "./scale.js";

export interface LegendProps {
  readonly measure: Measure;
  readonly scale: Scale;
  readonly palette: Palette;
  /** Further lines of the legend: what marks mean. */
  readonly marks: readonly { readonly name: string; readonly text: string }[];
}

/** Explains the colours and the marks of a plot. */
export function Legend({ measure, scale, palette, marks }: LegendProps) {
  const shown = measure.isShare === true ? shownPercent : shownNumber;
  return (
    <p class="legend">
      <b>{measure.label}</b>
      {measure.categories === undefined ? (
        <>
          <span>{shown(scale.at(0))}</span>
          <i class="ramp" style={{ background: `linear-gradient(to right, ${palette.levels.join(", ")})` }} />
          <span>{shown(scale.at(1))}</span>
        </>
      ) : (
        measure.categories.map((category, i) => (
          <span key={category}>
            <i style={{ background: palette.series[i % palette.series.length] }} />
            {category}
          </span>
        ))
      )}
      {marks.map(({ name, text }) => (
        <span key={name}>
          <i class={name} />
          {text}
        </span>
      ))}
    </p>
  );
}
