/** Something about a zoo that its reader should know. */
export interface VerificationFinding {
  readonly problem: string;
  /** Rows that have it. */
  readonly count: number;
  /** The first of them. */
  readonly firstRow: number;
}

/** Collects rows with one problem into a finding; none where there are no rows. */
export function finding(problem: string, rows: readonly number[]): VerificationFinding[] {
  return rows.length === 0 ? [] : [{ problem, count: rows.length, firstRow: rows[0]! }];
}

/** The rows that a test holds for. */
export function rowsWhere(rows: number, test: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (test(row)) found.push(row);
  return found;
}
