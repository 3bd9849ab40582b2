import type { Column } from "./metrics.js";

/** The runs of a metrics table. */
export interface Runs {
  /** The distinct runs, in the order of their first rows. */
  readonly names: readonly string[];
  /** [rows]: the index in `names` of each row's run. */
  readonly ofRow: Int32Array;
}

const SEPARATOR = /[/\\]+/;

/**
 * Tells which rows are checkpoints of one training run: those whose checkpoints lie in one folder (`zoo/mnist/00012/permanent_ckpt-20` lies
 * in `zoo/mnist/00012`). Where the checkpoints tell nothing, because a row's has no folder or all rows lie in one, the column `modeldir`
 * names the folder; a checkpoint without either is a run of its own. Paths may be those of Windows.
 *
 * A run is named by the last part of its folder, `00012`. Where two folders end in the same part, as in two zoos that were put together,
 * every run is named by its whole folder.
 *
 * @param checkpoints [rows] paths of checkpoints
 * @param modeldirs the metrics column of that name, where there is one
 */
export function runsOf(checkpoints: readonly string[], modeldirs: Column | undefined): Runs {
  const byCheckpoint = checkpoints.map((checkpoint) => joined(partsOf(checkpoint).slice(0, -1)));
  const modeldirOf = wordReader(modeldirs);
  const isOneFolder = byCheckpoint.every((folder) => folder === byCheckpoint[0]);
  const indexOfFolder = new Map<string, number>();
  const ofRow = Int32Array.from(checkpoints, (checkpoint, row) => {
    const modeldir = joined(partsOf(modeldirOf(row)));
    const own = byCheckpoint[row];
    const folder = (isOneFolder ? (modeldir ?? own) : (own ?? modeldir)) ?? checkpoint;
    const index = indexOfFolder.get(folder) ?? indexOfFolder.size;
    indexOfFolder.set(folder, index);
    return index;
  });
  const folders = Array.from(indexOfFolder.keys());
  const names = folders.map((folder) => folder.split("/").at(-1) ?? folder);
  return { names: new Set(names).size === names.length ? names : folders, ofRow };
}

function wordReader(column: Column | undefined): (row: number) => string {
  if (column?.kind === "text") return (row) => column.values[row] ?? "";
  if (column?.kind === "category") return (row) => column.categories[column.codes[row] ?? -1] ?? "";
  return () => "";
}

/** The parts of a path. */
function partsOf(path: string): string[] {
  return path.split(SEPARATOR).filter((part) => part !== "" && part !== ".");
}

/** The path of a folder; undefined where it has no parts. */
function joined(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join("/");
}
