import { CHARTS, type Chart } from "../state/view.js";

const TITLES: Readonly<Record<Chart, string>> = {
  points: "Points",
  map: "Map by weights",
  lines: "Parallel lines",
};

interface ChartChoiceProps {
  readonly chart: Chart;
  readonly onChange: (chart: Chart) => void;
}

/** Chooses how the networks are drawn. */
export function ChartChoice({ chart, onChange }: ChartChoiceProps) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Chart</legend>
      {CHARTS.map((one) => (
        <button key={one} type="button" aria-pressed={one === chart} onClick={() => onChange(one)}>
          {TITLES[one]}
        </button>
      ))}
    </fieldset>
  );
}
