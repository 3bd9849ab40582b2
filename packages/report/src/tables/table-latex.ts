import { cellText } from "./cell-text.js";
import type { ReportColumn, ReportTable, TableValue } from "./report-table.js";

/**
 * A table as LaTeX, to be read by `\input`: a `longtable` with the rules of `booktabs`, for which the document loads both packages. Numbers
 * have the digits of the report, with intervals in brackets.
 */
export function tableLatex({ name, title, caption, columns, rows }: ReportTable): string {
  const printed = columns.flatMap((column, i) => (column.isPrinted ? [{ column, i }] : []));
  const head = `${printed.map(({ column }) => latexText(column.heading)).join(" & ")} \\\\`;
  const lines = rows.map(
    (row) => `${printed.map(({ column, i }) => latexCell(column, row[i] ?? null)).join(" & ")} \\\\`,
  );
  return [
    `% ${name}. Needs \\usepackage{booktabs,longtable}.`,
    `\\begin{longtable}{${printed.map(({ column }) => (column.kind === "text" ? "l" : "r")).join("")}}`,
    `\\caption{${latexText(`${title}. ${caption}`)}}\\label{tab:${name}}\\\\`,
    "\\toprule",
    head,
    "\\midrule",
    "\\endfirsthead",
    "\\toprule",
    head,
    "\\midrule",
    "\\endhead",
    "\\bottomrule",
    "\\endfoot",
    ...lines,
    "\\end{longtable}",
    "",
  ].join("\n");
}

function latexCell(column: ReportColumn, value: TableValue): string {
  const { text, small } = cellText(column, value);
  return [text, small].flatMap((part) => (part === null ? [] : [latexText(part)])).join(" ");
}

const COMMANDS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "²": "$^2$",
  τ: "$\\tau$",
  "−": "$-$",
  "±": "$\\pm$",
  "×": "$\\times$",
  "→": "$\\to$",
  "–": "--",
  "’": "'",
  Δ: "$\\Delta$",
  "[": "{[}",
  "]": "{]}",
};
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Escapes a text for LaTeX; letters of other scripts stay as they are. */
function latexText(text: string): string {
  return Array.from(text.replaceAll(/\p{Cc}/gu, " "), (character) => {
    if (/[&%$#_{}]/.test(character)) return `\\${character}`;
    const digit = SUPERSCRIPTS.indexOf(character);
    if (character === "⁻") return "$^-$";
    return COMMANDS[character] ?? (digit < 0 ? character : `$^${digit}$`);
  }).join("");
}
