import { basename, dirname } from "node:path";
import { InputError } from "@weightcast/core";
import { type FileNameReader, withoutEnding } from "../importing/file-name-pattern.js";

/** A network whose run is to be found. */
export interface NetworkPlace {
  /** The file, or the zoo. */
  readonly file: string;
  /** The name of the network: the file, or a checkpoint of a zoo. */
  readonly name: string;
  /** The run and the step, if the network is of a zoo; undefined for a file. */
  readonly known: RunPlace | undefined;
}

/** The place of a network in a training run. */
export interface RunPlace {
  readonly run: string;
  /** Checkpoints of one run are in the order of their steps. */
  readonly step: number;
}

/** Networks with the runs that they belong to. */
export interface NetworkRuns {
  /** The place of each network. */
  readonly places: readonly RunPlace[];
  /** What told the runs of files: `nothing` if each file was taken for a run of its own. */
  readonly toldBy: "labels" | "pattern" | "folders" | "names" | "nothing";
}

/** Words of file names that tell how far a checkpoint's run was, with the number after them. */
const STEP = /(?<![a-z])(?:epoch|ep|step|iteration|iter|ckpt|checkpoint|snapshot)[-_=.]*(\d+)/gi;
const STAGE = /(?<![a-z])(?:best|last|final|latest|initial|init)(?![a-z])/gi;
/** So many folders with several files each are taken for runs, whatever the names of the files. */
const MANY_FOLDERS = 5;

/**
 * Finds the run of each network. That of a network in a zoo is the zoo's. That of a file is what `labelled` says, else what the pattern finds
 * in its name. Without either it is the folder of the file, if the same file name stands in several folders or the files are in many folders;
 * else files are of one run whose names differ only in a step (`run7-epoch3.pt`, `run7-epoch4.pt`, `run7-best.pt`).
 *
 * @param labelled the run of a file in a table; undefined or empty if the table does not tell it
 * @throws InputError if the name of a file does not follow the pattern
 */
export function networkRuns(
  networks: readonly NetworkPlace[],
  labelled: (name: string) => string | undefined,
  pattern: FileNameReader | undefined,
): NetworkRuns {
  const files = networks.filter(({ known }) => known === undefined);
  const byFolder = areFoldersRuns(files);
  let [isTold, isNamed] = [false, false];
  const places = networks.map(({ file, name, known }, i): RunPlace => {
    if (known !== undefined) return known;
    const named = pattern?.(file);
    if (pattern !== undefined && named === undefined) {
      throw new InputError("is not named after the pattern", { file });
    }
    const told = labelled(name);
    if (told) isTold = true;
    const guessed = byFolder ? stepless(dirname(file)) : name === file ? stepless(withoutEnding(file)) : name;
    if (named?.run !== undefined) isNamed = true;
    const run = told || (named?.run ?? guessed);
    return { run, step: named?.step ?? stepOf(file) ?? i };
  });
  const isGrouped = new Set(places.map(({ run }) => run)).size < places.length;
  const guess = byFolder ? "folders" : isGrouped ? "names" : "nothing";
  return { places, toldBy: isTold ? "labels" : isNamed ? "pattern" : guess };
}

function areFoldersRuns(files: readonly NetworkPlace[]): boolean {
  const folders = new Set<string>();
  const folderOfName = new Map<string, string>();
  let isRepeated = false;
  for (const { file } of files) {
    const folder = stepless(dirname(file));
    folders.add(folder);
    const other = folderOfName.get(basename(file)) ?? folder;
    isRepeated ||= other !== folder;
    folderOfName.set(basename(file), folder);
  }
  return isRepeated || (folders.size >= MANY_FOLDERS && files.length >= 2 * folders.size);
}

/** A path without what distinguishes the checkpoints of one run. */
function stepless(path: string): string {
  return path.replace(STEP, "*").replace(STAGE, "*");
}

function stepOf(path: string): number | undefined {
  const last = Array.from(path.matchAll(STEP)).at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
}
