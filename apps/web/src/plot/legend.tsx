import { useMemo } from "preact/hooks";
import { formatOf, type Measure } from "../measures/measures.js";
import type { Palette } from "./colours.js";
import type { Scale } from "./scale.js";

export interface LegendProps {
  readonly measure: Measure;
  readonly scale: Scale;
  readonly palette: Palette;
  /** The rows that are drawn. */
  readonly rows: Int32Array;
  /** Further lines of the legend: what marks mean. */
  readonly marks: readonly { readonly name: string; readonly text: string }[];
}

/** Explains the colours and the marks of a plot. */
export function Legend({ measure, scale, palette, rows, marks }: LegendProps) {
  const shown = formatOf(measure);
  const isDrawn = useMemo(() => drawnWords(measure, rows), [measure, rows]);
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
        measure.categories.map(
          (category, i) =>
            isDrawn[i] === 1 && (
              <span key={category}>
                <i style={{ background: palette.series[i % palette.series.length] }} />
                {category}
              </span>
            ),
        )
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

/** Which words of a measure some rows have: [words], 1 or 0; empty for a measure of numbers. */
function drawnWords({ values, categories = [] }: Measure, rows: Int32Array): Uint8Array {
  const isDrawn = new Uint8Array(categories.length);
  if (isDrawn.length === 0) return isDrawn;
  for (let i = 0; i < rows.length; i++) isDrawn[values[rows[i]!]!] = 1;
  return isDrawn;
}
