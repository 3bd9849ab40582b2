import type { Layout } from "@weightcast/zoo";
import { scaleLinear } from "d3-scale";
import type { TensorSpectrum } from "../engine/messages.js";
import { shownNumber } from "../measures/measures.js";
import { PairHead } from "./pair-head.js";

export interface ComparedSpectraProps {
  readonly layout: Layout;
  readonly names: readonly [first: string, second: string];
  readonly spectra: readonly [first: readonly TensorSpectrum[], second: readonly TensorSpectrum[]];
}

const [WIDTH, HEIGHT] = [300, 110];
const [LEFT, BOTTOM, TOP] = [40, 18, 6];

/** The norms of all tensors of two networks, and the singular values of their kernels on shared axes. */
export function ComparedSpectra({ layout, names, spectra }: ComparedSpectraProps) {
  const most = Math.max(...spectra.flat().map(({ norm }) => (Number.isFinite(norm) ? norm : 0)), 1e-12);
  const pairs = layout.tensors.map((tensor, i) => ({
    tensor,
    pair: [spectra[0][i]!, spectra[1][i]!] as const,
  }));
  return (
    <>
      <h3>Norms</h3>
      <table class="norms">
        <PairHead what="tensor" names={names} />
        <tbody>
          {pairs.map(({ tensor, pair }) => (
            <tr key={tensor.name}>
              <th scope="row">
                {tensor.layer} {tensor.role}
              </th>
              {pair.map(({ norm }, i) => (
                <td key={names[i]}>
                  <span class={`size of-${i}`} style={{ width: `${(100 * (norm || 0)) / most}%` }} />
                  {shownNumber(norm)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Singular values</h3>
      <div class="spectra">
        {pairs
          .filter(
            ({ tensor, pair }) =>
              tensor.shape.length > 1 && pair.some((one) => one.singularValues.length > 0),
          )
          .map(({ tensor, pair }) => (
            <Spectra key={tensor.name} title={`${tensor.layer} ${tensor.role}`} names={names} pair={pair} />
          ))}
      </div>
    </>
  );
}

interface SpectraProps {
  readonly title: string;
  readonly names: readonly [string, string];
  readonly pair: readonly [TensorSpectrum, TensorSpectrum];
}

function Spectra({ title, names, pair }: SpectraProps) {
  const count = Math.max(...pair.map(({ singularValues }) => singularValues.length));
  const largest = Math.max(...pair.map(({ singularValues }) => singularValues[0] ?? 0)) || 1;
  const x = scaleLinear([1, Math.max(2, count)], [LEFT, WIDTH - 8]);
  const y = scaleLinear([0, largest], [HEIGHT - BOTTOM, TOP]);
  const largestOf = pair.map(
    ({ singularValues }, i) => `${names[i]} ${shownNumber(singularValues[0] ?? Number.NaN)}`,
  );
  return (
    <figure>
      <svg
        class="drawing"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`singular values of ${title}`}
      >
        {y.ticks(3).map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 5} y={y(tick)} dy="0.32em" text-anchor="end">
              {shownNumber(tick)}
            </text>
          </g>
        ))}
        {[1, count].map((order) => (
          <text key={order} x={x(order)} y={HEIGHT - 4} text-anchor={order === 1 ? "start" : "end"}>
            {order}
          </text>
        ))}
        {pair.map(({ singularValues }, i) => (
          <polyline
            key={names[i]}
            class={`of-${i}`}
            points={Array.from(
              singularValues,
              (value, order) => `${x(order + 1).toFixed(1)},${y(value).toFixed(1)}`,
            ).join(" ")}
          />
        ))}
      </svg>
      <figcaption>
        {title}; <span class="quiet">the largest: {largestOf.join(", ")}</span>
      </figcaption>
    </figure>
  );
}
