import { CHECKPOINT_CHOICES } from "@weightcast/zoo";
import type { ComponentChildren } from "preact";
import type { Measure } from "../measures/measures.js";
import { Sheet } from "../page/sheet.js";
import type { ChangeView } from "../state/use-view.js";
import type { View } from "../state/view.js";
import { ChartChoice } from "./chart-choice.js";
import { SCALE_KINDS } from "./scale.js";

export interface PlotControlsProps {
  /** The view, with the names of the measures that are shown. */
  readonly view: View;
  readonly onChange: ChangeView;
  readonly measures: readonly Measure[];
  /** Further choices that are seldom used. */
  readonly children: ComponentChildren;
}

/** Chooses what is on the axes, what colours the points, and which networks are shown. */
export function PlotControls({ view, onChange, measures, children }: PlotControlsProps) {
  const numbers = measures.filter(({ categories }) => categories === undefined);
  const choice = (label: string, name: "x" | "y" | "colour", options: readonly Measure[]) => (
    <label>
      {label}
      <select value={view[name]} onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value })}>
        {options.map((option) => (
          <option key={option.name} value={option.name}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
  const scale = (label: string, name: "xScale" | "yScale") => (
    <label>
      {label}
      <select
        value={view[name]}
        onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value as View["xScale"] })}
      >
        {SCALE_KINDS.map((kind) => (
          <option key={kind}>{kind}</option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <ChartChoice chart={view.chart} onChange={(chart) => onChange({ chart })} />
      <div class="axis-choice">
        {view.chart === "points" && choice("X axis", "x", numbers)}
        {view.chart === "points" && choice("Y axis", "y", numbers)}
        {choice("Colour by", "colour", measures)}
        <label>
          Checkpoints
          <select
            value={view.checkpoint}
            onChange={({ currentTarget }) => onChange({ checkpoint: currentTarget.value })}
          >
            {CHECKPOINT_CHOICES.filter((one) => !one.includes(":")).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {view.chart !== "lines" && (
          <Sheet class="more" summary="More">
            {view.chart === "points" && scale("X scale", "xScale")}
            {view.chart === "points" && scale("Y scale", "yScale")}
            {children}
          </Sheet>
        )}
      </div>
    </form>
  );
}
