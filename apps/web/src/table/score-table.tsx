import { csvText } from "@weightcast/core";
import type { NetworkScore } from "@weightcast/predictors";
import { targetNamed } from "@weightcast/zoo";
import type { NetworkScores } from "../engine/messages.js";
import { formatOf, labelOf } from "../measures/measures.js";
import { save } from "./save-table.js";

/** The maximum number of networks in the table; the file has all of them. */
const MOST_SHOWN = 200;

/** Predictions for single networks, best first. */
export function ScoreTable({ scores, target, onClose }: NetworkScores & { readonly onClose: () => void }) {
  const shown = formatOf({ isShare: targetNamed(target).range !== null });
  return (
    <section class="scored">
      <header>
        <h2>
          Predicted {labelOf(target)} <small>the best first</small>
        </h2>
        <button type="button" class="close" aria-label="Close the predictions" onClick={onClose}>
          ×
        </button>
      </header>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>file</th>
              <th class="number">row</th>
              <th class="number">predicted</th>
              <th class="number">90 % interval</th>
              <th>unlike those of training</th>
            </tr>
          </thead>
          <tbody>
            {scores.slice(0, MOST_SHOWN).map(({ checkpoint, row, predicted, low, high, flag }) => (
              <tr key={`${checkpoint}/${row}`} class={flag === null ? "" : "flagged"}>
                <td>{checkpoint}</td>
                <td class="number">{row}</td>
                <td class="number" title={predicted === null ? "" : `${predicted}`}>
                  {predicted === null ? "weights not finite" : shown(predicted)}
                </td>
                <td class="number">
                  {low === null || high === null ? "" : `${shown(low)} to ${shown(high)}`}
                </td>
                <td>{flag ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="row">
        {scores.length > MOST_SHOWN && <span>{scores.length - MOST_SHOWN} more are in the file.</span>}
        <button type="button" onClick={() => save("predictions.csv", "text/csv", scoresCsv(scores))}>
          Save as CSV
        </button>
      </p>
    </section>
  );
}

function scoresCsv(scores: readonly NetworkScore[]): string {
  return csvText([
    ["file", "row", "predicted", "low", "high", "flag"],
    ...scores.map(({ checkpoint, row, predicted, low, high, flag }) => [
      checkpoint,
      row,
      predicted,
      low,
      high,
      flag,
    ]),
  ]);
}
