import { CHECKPOINT_CHOICES } from "@weightcast/zoo";
import { useEffect, useState } from "preact/hooks";
import type { Measure } from "../measures.js";

/** The networks that are shown, and how they are shown. */
export interface View {
  readonly checkpoint: string;
  readonly where: string;
  /** Names of measures. */
  readonly x: string;
  readonly y: string;
  readonly colour: string;
}

export interface ControlsProps {
  readonly view: View;
  readonly onChange: (view: View) => void;
  readonly measures: readonly Measure[];
  /** The reason why the condition cannot be read. */
  readonly problem: string | undefined;
}

/** The pause in typing after which the condition is applied, in milliseconds. */
const TYPING_PAUSE = 300;

export function Controls({ view, onChange, measures, problem }: ControlsProps) {
  const [where, setWhere] = useState(view.where);
  useEffect(() => {
    if (where === view.where) return;
    const timer = setTimeout(() => onChange({ ...view, where }), TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [where, view, onChange]);

  const numbers = measures.filter(({ categories }) => categories === undefined);
  const choice = (label: string, name: "x" | "y" | "colour", options: readonly Measure[]) => (
    <label>
      {label}
      <select
        value={view[name]}
        onChange={({ currentTarget }) => onChange({ ...view, [name]: currentTarget.value })}
      >
        {options.map((option) => (
          <option key={option.name} value={option.name}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      {choice("Across", "x", numbers)}
      {choice("Up", "y", numbers)}
      {choice("Colour", "colour", measures)}
      <label>
        Checkpoints
        <select
          value={view.checkpoint}
          onChange={({ currentTarget }) => onChange({ ...view, checkpoint: currentTarget.value })}
        >
          {CHECKPOINT_CHOICES.filter((one) => !one.includes(":")).map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <label class="wide">
        Only where
        <input
          type="search"
          value={where}
          placeholder="activation = relu and test_accuracy > 0.5"
          aria-invalid={problem !== undefined}
          onInput={({ currentTarget }) => setWhere(currentTarget.value)}
        />
        {problem !== undefined && <small class="problem">{problem}</small>}
      </label>
    </form>
  );
}
