import type { FileAnswers } from "../engine/messages.js";
import { answerOf } from "./use-answers.js";

export interface OwnNetworksProps {
  readonly own: FileAnswers;
  /** The class that each image was dreamt for: [images]. */
  readonly labels: readonly number[];
  /** The network whose answers are marked. */
  readonly chosen: number;
  readonly onChoose: (network: number) => void;
}

/** The networks that were given to the page: how many dreamt images each recognises, and the choice whose answers are marked. */
export function OwnNetworks({ own, labels, chosen, onChoose }: OwnNetworksProps) {
  return (
    <fieldset class="own-networks">
      <legend>
        Your networks: each image has a green frame where the chosen one recognises it, else a red one
      </legend>
      {own.names.map((name, network) => {
        const right = labels.filter((label, image) => answerOf(own.answers, network, image) === label).length;
        return (
          <button
            key={name}
            type="button"
            aria-pressed={network === chosen}
            onClick={() => onChoose(network)}
          >
            {name}: {right} of {labels.length}
          </button>
        );
      })}
    </fieldset>
  );
}
