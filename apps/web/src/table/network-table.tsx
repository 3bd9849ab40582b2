import { useMemo, useRef, useState } from "preact/hooks";
import { type Measure, shownValue } from "../measures/measures.js";
import { networkName } from "../network/network-name.js";
import type { PageZoo } from "../page/opened.js";
import type { TableOrder } from "../results/table-order.js";
import { save, tableCsv } from "./save-table.js";

export interface NetworkTableProps {
  readonly title: string;
  readonly zoo: PageZoo;
  readonly rows: Int32Array;
  readonly measures: readonly Measure[];
  readonly selected: number | undefined;
  /** The measure that the table is sorted by; undefined for the order of `rows`. */
  readonly order: TableOrder | undefined;
  readonly onOrder: (order: TableOrder) => void;
  readonly onSelect: (row: number) => void;
  readonly onClose: () => void;
}

/** The height of a row and of the table, in pixels; only rows in sight are there. */
const [ROW, TABLE] = [30, 330];
/** Rows above and below those in sight. */
const SPARE = 6;

/** Networks as a table that can be sorted by any measure and saved as CSV. */
export function NetworkTable(props: NetworkTableProps) {
  const { title, zoo, rows, measures, selected, order, onOrder, onSelect, onClose } = props;
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => {
    const measure = measures.find(({ name }) => name === order?.column);
    if (measure === undefined || order === undefined) return rows;
    const valueIn = (row: number) => measure.values[row] ?? Number.NaN;
    // Missing values come last, whatever the direction.
    const place = (row: number) =>
      Number.isFinite(valueIn(row)) ? order.sign * valueIn(row) : Number.POSITIVE_INFINITY;
    return rows.toSorted((a, b) => place(a) - place(b) || a - b);
  }, [rows, measures, order]);
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const inSight = sorted.subarray(first, first + Math.ceil(TABLE / ROW) + 2 * SPARE);
  const sortBy = (name: string) =>
    onOrder({ column: name, sign: order?.column === name && order.sign === -1 ? 1 : -1 });
  return (
    <section class="networks" aria-label={title}>
      <header>
        <h2>
          {title} <small>{rows.length.toLocaleString("en")} networks</small>
        </h2>
        <button
          type="button"
          onClick={() => save("networks.csv", "text/csv", tableCsv(zoo, sorted, measures))}
        >
          Save as CSV
        </button>
        <button type="button" class="close" aria-label="Close the table" onClick={onClose}>
          ×
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <div class="scroll rows" ref={box} tabIndex={0} onScroll={() => setTop(box.current!.scrollTop)}>
        <table aria-rowcount={rows.length}>
          <thead>
            <tr>
              <th scope="col">network</th>
              {measures.map(({ name, label }) => (
                <th
                  key={name}
                  scope="col"
                  aria-sort={order?.column !== name ? "none" : order.sign === 1 ? "ascending" : "descending"}
                >
                  <button type="button" class="plain" onClick={() => sortBy(name)}>
                    {label}
                    {order?.column === name && (order.sign === 1 ? " ↑" : " ↓")}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr style={{ height: `${first * ROW}px` }} />
            {Array.from(inSight, (row) => (
              <tr key={row} class={row === selected ? "chosen" : ""} style={{ height: `${ROW}px` }}>
                <th scope="row">
                  <button type="button" class="plain" onClick={() => onSelect(row)}>
                    {networkName(zoo.metrics, row)}
                  </button>
                </th>
                {measures.map((measure) => (
                  <td key={measure.name}>{shownValue(measure, row)}</td>
                ))}
              </tr>
            ))}
            <tr style={{ height: `${(sorted.length - first - inSight.length) * ROW}px` }} />
          </tbody>
        </table>
      </div>
    </section>
  );
}
