import { labelOf } from "../measures.js";
import type { NetworkScore, NetworkScores } from "../score-files.js";

/** Networks beyond these are only in the file. */
const MOST_SHOWN = 200;

/** Predictions of single networks, the best first. */
export function ScoreTable({ scores, target }: NetworkScores) {
  const best = bestFirst(scores, target);
  return (
    <section>
      <h2>
        Predicted {labelOf(target)} <small>the best first</small>
      </h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>file</th>
              <th class="number">row</th>
              <th class="number">predicted</th>
            </tr>
          </thead>
          <tbody>
            {best.slice(0, MOST_SHOWN).map(({ file, row, predicted }) => (
              <tr key={`${file}/${row}`}>
                <td>{file}</td>
                <td class="number">{row}</td>
                <td class="number">{predicted === null ? "weights not finite" : predicted.toFixed(4)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="row">
        {best.length > MOST_SHOWN && <span>{best.length - MOST_SHOWN} more are in the file.</span>}
        <a download="predictions.csv" href={csvUrl(best)}>
          predictions.csv
        </a>
      </p>
    </section>
  );
}

/** Of a loss, the least is the best. */
function bestFirst(scores: readonly NetworkScore[], target: string): NetworkScore[] {
  const sign = target.endsWith("loss") ? -1 : 1;
  const worth = ({ predicted }: NetworkScore) => (predicted === null ? -Infinity : sign * predicted);
  return scores.toSorted((a, b) => worth(b) - worth(a));
}

function csvUrl(scores: readonly NetworkScore[]): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = scores.map(({ file, row, predicted }) => `${quoted(file)},${row},${predicted ?? ""}`);
  return `data:text/csv;charset=utf-8,${encodeURIComponent(["file,row,predicted", ...lines, ""].join("\n"))}`;
}
