/** Panels side by side: three at most, and rows of equal length where they can be. */
function columnsOf(panels: number): number {
  return panels <= 2 || panels === 4 ? Math.min(panels, 2) : 3;
}

/** Arranges panels in rows. */
export function inRows<Item>(items: readonly Item[]): Item[][] {
  const columns = columnsOf(items.length);
  const rows: Item[][] = [];
  for (let start = 0; start < items.length; start += columns) rows.push(items.slice(start, start + columns));
  return rows;
}

/** Returns the width of each panel of rows with this number of panels. */
export function panelWidth(panels: number): number {
  return columnsOf(panels) === 3 ? 264 : 350;
}
