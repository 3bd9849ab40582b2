/** A property of some rows of a zoo that its reader should know. */
export interface VerificationFinding {
  /** The problem or fact: `test_accuracy is missing`. */
  readonly problem: string;
  /** The number of rows with this property. */
  readonly count: number;
  /** The first row with this property, counted from 0. */
  readonly firstRow: number;
}

/** A finding for the rows with a problem, ascending; no finding if there are no rows. */
export function finding(problem: string, rows: readonly number[]): VerificationFinding[] {
  return rows.length === 0 ? [] : [{ problem, count: rows.length, firstRow: rows[0]! }];
}

/** Returns the row numbers below `rows` for which a test holds. */
export function rowsWhere(rows: number, test: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (test(row)) found.push(row);
  return found;
}
