import { useMemo, useState } from "preact/hooks";
import { save } from "../table/save-table.js";
import type { ShownCell, ShownTable, TableForm } from "./results-reader.js";
import { orderedRows, type TableFilters, type TableOrder, wordColumns } from "./table-order.js";
import { resultsReader } from "./use-results.js";

const TYPES: Readonly<Record<TableForm, string>> = { csv: "text/csv", tex: "application/x-tex" };

/** A table of results that is sorted by any column and filtered by its words. */
export function ResultsTable({ table }: { readonly table: ShownTable }) {
  const [filters, setFilters] = useState<TableFilters>(new Map());
  const [order, setOrder] = useState<TableOrder>();
  const rows = useMemo(() => orderedRows(table, filters, order), [table, filters, order]);
  const words = useMemo(() => wordColumns(table), [table]);
  const keep = (column: number, word: string) => {
    const others = Array.from(filters).filter(([other]) => other !== column);
    setFilters(new Map(word === "" ? others : [...others, [column, word] as const]));
  };
  const sortBy = (column: number) =>
    setOrder({ column, sign: order?.column === column && order.sign === -1 ? 1 : -1 });
  const saveAs = async (form: TableForm) =>
    save(`${table.name}.${form}`, TYPES[form], await resultsReader().tableFile(table.name, rows, form));
  return (
    <>
      <p class="quiet">{table.caption}</p>
      <div class="controls">
        {words.map(({ column, heading, words: choices }) => (
          <label key={column}>
            {heading}
            <select
              value={filters.get(column) ?? ""}
              onChange={({ currentTarget }) => keep(column, currentTarget.value)}
            >
              <option value="">all</option>
              {choices.map((word) => (
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
              {table.columns.map(({ name, heading, isText }, column) => (
                <th
                  key={name}
                  scope="col"
                  class={isText ? "" : "number"}
                  aria-sort={
                    order?.column !== column ? "none" : order.sign === 1 ? "ascending" : "descending"
                  }
                >
                  <button type="button" class="plain" onClick={() => sortBy(column)}>
                    {heading}
                    {order?.column === column && (order.sign === 1 ? " ↑" : " ↓")}
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
