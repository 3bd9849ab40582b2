import { useMemo } from "preact/hooks";
import { save } from "../table/save-table.js";
import type { ShownCell, ShownTable, TableForm } from "./results-reader.js";
import { orderedRows, type TableView, wordColumns } from "./table-order.js";
import { resultsReader } from "./use-results.js";

const TYPES: Readonly<Record<TableForm, string>> = { csv: "text/csv", tex: "application/x-tex" };

export interface ResultsTableProps {
  readonly table: ShownTable;
  readonly view: TableView;
  readonly onChange: (view: TableView) => void;
}

/** A table of results that is sorted by any column and filtered by its words. */
export function ResultsTable({ table, view, onChange }: ResultsTableProps) {
  const { order, words: kept } = view;
  const rows = useMemo(() => orderedRows(table, { order, words: kept }), [table, order, kept]);
  const choices = useMemo(() => wordColumns(table), [table]);
  const keep = (column: string, word: string) => {
    const words = new Map(kept);
    if (word === "") words.delete(column);
    else words.set(column, word);
    onChange({ ...view, words });
  };
  const sortBy = (column: string) =>
    onChange({ ...view, order: { column, sign: order?.column === column && order.sign === -1 ? 1 : -1 } });
  const saveAs = async (form: TableForm) =>
    save(`${table.name}.${form}`, TYPES[form], await resultsReader().tableFile(table.name, rows, form));
  return (
    <>
      <p class="quiet">{table.caption}</p>
      <div class="controls">
        {choices.map(({ name, heading, words }) => (
          <label key={name}>
            {heading}
            <select
              value={kept.get(name) ?? ""}
              onChange={({ currentTarget }) => keep(name, currentTarget.value)}
            >
              <option value="">all</option>
              {words.map((word) => (
                <option key={word}>{word}</option>
              ))}
            </select>
          </label>
        ))}
        <span>
          {rows.length.toLocaleString("en")} of {table.rows.length.toLocaleString("en")} rows
        </span>
        <button type="button" onClick={() => saveAs("csv")}>
          Save as CSV
        </button>
        <button type="button" onClick={() => saveAs("tex")}>
          Save as LaTeX
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <section class="scroll results-rows" tabIndex={0} aria-label={table.title}>
        <table>
          <thead>
            <tr>
              {table.columns.map(({ name, heading, isText }) => (
                <th
                  key={name}
                  scope="col"
                  class={isText ? "" : "number"}
                  aria-sort={order?.column !== name ? "none" : order.sign === 1 ? "ascending" : "descending"}
                >
                  <button type="button" class="plain" onClick={() => sortBy(name)}>
                    {heading}
                    {order?.column === name && (order.sign === 1 ? " ↑" : " ↓")}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                {table.rows[row]?.map((cell, column) => (
                  <Cell key={table.columns[column]?.name} {...cell} isText={table.columns[column]?.isText} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Cell({ text, small, isText }: ShownCell & { readonly isText: boolean | undefined }) {
  return (
    <td class={isText === true ? "" : "number"}>
      {text}
      {small !== null && (
        <>
          {" "}
          <small>{small}</small>
        </>
      )}
    </td>
  );
}
