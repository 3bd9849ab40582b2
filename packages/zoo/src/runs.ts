import type { Column } from "./metrics.js";

/** The runs of a metrics table. */
export interface Runs {
  /** The names of the runs, in the order of their first rows. */
  readonly names: readonly string[];
  /** The run of each row, as an index into `names`: [rows]. */
  readonly ofRow: Int32Array;
}

const SEPARATOR = /[/\\]+/;

/**
 * Finds the training runs of a metrics table. Rows belong to one run if their checkpoints are in one folder: the checkpoint
 * `zoo/mnist/00012/permanent_ckpt-20` is in the folder `zoo/mnist/00012`. If a checkpoint has no folder, or all checkpoints are in the same
 * folder, the column `modeldir` names the folders instead. A checkpoint for which neither names a folder is a run of its own. Paths may be
 * Windows paths.
 *
 * A run is named after the last part of its folder, `00012`. If two folders end in the same part, as after two zoos were merged, every
 * run is named after its whole folder.
 *
 * @param checkpoints the paths of the checkpoints: [rows]
 * @param modeldirs the metrics column `modeldir`, where the table has one
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

/** The path of a folder; undefined where the path has no parts. */
function joined(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join("/");
}
