import { type Markup, markup } from "../markup.js";
import { cellText } from "../tables/cell-text.js";
import type { ReportColumn, ReportTable, TableValue } from "../tables/report-table.js";
import { nameMarkup, numberLines, scrollingTable } from "./table.js";

/** The columns that hold names with parts, which may be broken at their joints. */
const NAMES = new Set(["features", "first", "second"]);

/** Shows a table as it is, one line for each row; columns of `leftOut` are not shown. */
export function reportTableMarkup(table: ReportTable, leftOut: readonly string[] = []): Markup {
  const shown = table.columns.flatMap((column, i) => (leftOut.includes(column.name) ? [] : [{ column, i }]));
  return scrollingTable({
    id: `table-${table.name}`,
    caption: markup`<b>${table.title}.</b> ${table.caption}`,
    head: markup`<tr>${shown.map(
      ({ column }) =>
        markup`<th class="${column.kind === "text" ? "" : "number"}" scope="col">${column.heading}</th>`,
    )}</tr>`,
    body: table.rows.map(
      (row) =>
        markup`<tr>${shown.map(({ column, i }, at) => cellMarkup(column, row[i] ?? null, at === 0))}</tr>\n`,
    ),
  });
}

function cellMarkup(column: ReportColumn, value: TableValue, isFirst: boolean): Markup {
  const { text, small } = cellText(column, value);
  if (isFirst) return markup`<th scope="row">${NAMES.has(column.name) ? nameMarkup(text) : text}</th>`;
  if (column.kind !== "text") return markup`<td>${numberLines(text, small)}</td>`;
  return markup`<td class="text">${NAMES.has(column.name) ? nameMarkup(text) : text}</td>`;
}
