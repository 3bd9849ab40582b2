import type { EnvironmentRecord } from "@weightcast/evaluation";
import {
  allFigures,
  type CellText,
  cellText,
  parseEnvironment,
  parseResults,
  type ReportTable,
  reportTables,
  sortNumber,
  tableCsv,
  tableLatex,
} from "@weightcast/report";
import type { GivenResults } from "./given-results.js";

/** A value of a table as it is shown, and what it is sorted by. */
export interface ShownCell extends CellText {
  readonly sort: number | null;
}

/** A table of the report, with its values as texts. */
export interface ShownTable {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly heading: string; readonly isText: boolean }[];
  /** [rows][columns]. */
  readonly rows: readonly (readonly ShownCell[])[];
}

/** A figure of the report. */
export interface ShownFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** The width of the drawing in pixels. */
  readonly width: number;
  /** An SVG file. */
  readonly svg: string;
}

/** The settings that all numbers share. */
export interface ResultsFacts {
  readonly zoos: readonly string[];
  readonly target: string;
  readonly protocol: string;
  readonly split: string;
  readonly checkpoint: string;
  readonly isQuick: boolean;
  readonly weightcast: string;
  readonly failures: number;
  /** When the last fit ended, and the processors; null where the results do not say it. */
  readonly computed: (Pick<EnvironmentRecord, "last"> & { readonly processors: readonly string[] }) | null;
}

/** What the page shows of results. */
export interface ShownResults {
  readonly facts: ResultsFacts;
  readonly tables: readonly ShownTable[];
  readonly figures: readonly ShownFigure[];
}

/** The forms in which a table is saved. */
export type TableForm = "csv" | "tex";

/** Reads results and draws them as the report does; it works in a worker, so that thousands of points do not hold the page up. */
export class ResultsReader {
  private tables: readonly ReportTable[] = [];

  /** @throws InputError where the results or the environment are malformed */
  read({ name, results: text, environment }: GivenResults): ShownResults {
    const results = parseResults(text, `${name}: results.json`);
    const computed = environment === null ? null : parseEnvironment(environment, `${name}: environment.json`);
    this.tables = reportTables(results);
    const { zoos, target, protocol, split, checkpoint, quick, weightcast, failures = [] } = results;
    return {
      facts: {
        zoos: zoos.map((zoo) => zoo.name),
        target,
        protocol,
        split,
        checkpoint,
        isQuick: quick,
        weightcast,
        failures: failures.length,
        computed: computed && {
          last: computed.last,
          processors: computed.machines.map(({ processor }) => processor),
        },
      },
      // With one zoo, its name need not stand in every row.
      tables: this.tables.map((table) => shownTable(table, zoos.length === 1 ? ["zoo"] : [])),
      figures: allFigures(results).map(({ name: figure, title, caption, width, file }) => {
        return { name: figure, title, caption, width, svg: file };
      }),
    };
  }

  /**
   * Some rows of a table as a file.
   *
   * @param rows numbers of rows, in the order of the file
   */
  tableFile(name: string, rows: readonly number[], form: TableForm): string {
    const table = this.tables.find((candidate) => candidate.name === name);
    if (table === undefined) throw new RangeError(`there is no table ${name}`);
    const part = { ...table, rows: rows.flatMap((row) => [table.rows[row] ?? []]) };
    return form === "csv" ? tableCsv(part) : tableLatex(part);
  }
}

/** A table as it is shown, without the columns of some names. */
function shownTable(
  { name, title, caption, columns, rows }: ReportTable,
  leftOut: readonly string[],
): ShownTable {
  const shown = columns.flatMap((column, i) => (leftOut.includes(column.name) ? [] : [{ column, i }]));
  return {
    name,
    title,
    caption,
    columns: shown.map(({ column }) => ({
      name: column.name,
      heading: column.heading,
      isText: column.kind === "text",
    })),
    rows: rows.map((row) =>
      shown.map(({ column, i }) => {
        const value = row[i] ?? null;
        return { ...cellText(column, value), sort: sortNumber(value) };
      }),
    ),
  };
}
