import { ACTIVATIONS, type Activation, OPTIMIZERS, type Optimizer } from "@weightcast/networks";
import { DraftInput } from "../page/draft-input.js";

/** The hyperparameters, the number of epochs and the seed of a training. */
export interface Settings {
  readonly optimizer: Optimizer;
  readonly activation: Activation;
  readonly learning_rate: number;
  readonly dropout: number;
  readonly train_fraction: number;
  readonly epochs: number;
  readonly seed: number;
}

/** Settings that learn well on few images. */
export const FIRST_SETTINGS: Settings = {
  optimizer: "adam",
  activation: "relu",
  learning_rate: 0.01,
  dropout: 0,
  train_fraction: 1,
  epochs: 80,
  seed: 0,
};

/** The ranges of the numbers. */
const NUMBERS = [
  { name: "learning_rate", label: "learning rate", min: 0.0001, max: 1, step: "any" },
  { name: "dropout", label: "dropout", min: 0, max: 0.9, step: 0.05 },
  { name: "train_fraction", label: "share of the images", min: 0.25, max: 1, step: 0.05 },
  { name: "epochs", label: "epochs", min: 1, max: 500, step: 1 },
  { name: "seed", label: "seed", min: 0, max: 4_294_967_295, step: 1 },
] as const;

export interface SettingsFormProps {
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
  readonly isTraining: boolean;
  readonly onStart: () => void;
  readonly onStop: () => void;
}

/** Chooses the hyperparameters of a training, begins it and stops it. */
export function SettingsForm({ settings, onChange, isTraining, onStart, onStop }: SettingsFormProps) {
  const words = (name: "optimizer" | "activation", options: readonly string[]) => (
    <label>
      {name}
      <select
        value={settings[name]}
        onChange={({ currentTarget }) => onChange({ ...settings, [name]: currentTarget.value })}
      >
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      class="controls"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isTraining) onStart();
      }}
    >
      {words("optimizer", OPTIMIZERS)}
      {words("activation", ACTIVATIONS)}
      {NUMBERS.map(({ name, label, ...range }) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is in the component
        <label key={name}>
          {label}
          <DraftInput
            type="number"
            required
            {...range}
            value={settings[name]}
            onWritten={({ valueAsNumber }) => onChange({ ...settings, [name]: valueAsNumber })}
          />
        </label>
      ))}
      {/* Two elements: one that became a submit button within its click would submit the form. */}
      {isTraining ? (
        <button key="stop" type="button" onClick={onStop}>
          Stop
        </button>
      ) : (
        <button key="train" type="submit" class="main">
          Train
        </button>
      )}
    </form>
  );
}
