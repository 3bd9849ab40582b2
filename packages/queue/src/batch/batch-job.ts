/** Work for a batch system: stages, each of which begins when all tasks of the stage before it have ended well. */
export interface BatchJob {
  /** Lower-case letters, digits and hyphens, at most 40: part of the names of the system's jobs. */
  readonly name: string;
  readonly stages: readonly BatchStage[];
  readonly resources: BatchResources;
}

/** Tasks that may run at the same time. */
export interface BatchStage {
  /** Such as `train` or `merge`. */
  readonly name: string;
  /** The number of tasks. A task reads its own number from the environment, see `shardOfArrayTask`. */
  readonly tasks: number;
  /** The words of the command line of every task, after `weightcast`. */
  readonly words: readonly string[];
  /** The files of the tasks; needed only where workers share no folder, but an object store. */
  readonly files?: StageFiles | undefined;
}

/** What the tasks of a stage read and write, as paths relative to the folder in which they run. */
export interface StageFiles {
  /** Files and folders that every task reads. */
  readonly reads: readonly string[];
  /** The folder that a task writes, in which `{part}` stands for the task's number from 1, and `{parts}` for the number of tasks. */
  readonly writes: string;
  /** The name of the file that a task writes after all others; undefined where no file tells that the folder is complete. */
  readonly last?: string | undefined;
}

/** The resources of each task. */
export interface BatchResources {
  readonly cpus: number;
  /** A whole number with a unit of 1024: `4G`, `512M`. */
  readonly memory: string;
  /** The longest time that a task may run, in seconds; undefined where the system's own limit is enough. */
  readonly seconds?: number | undefined;
}

/** How the tasks of a Kubernetes Job find the program and the files. */
export interface ContainerPlace {
  readonly image: string;
  /** The PersistentVolumeClaim that all tasks mount, read and written by many; undefined to print one with the Jobs. */
  readonly claim?: string | undefined;
}

/** The exit code that asks a batch system to run a task again: EX_TEMPFAIL of sysexits.h. */
export const TRY_AGAIN_EXIT_CODE = 75;
/** The exit code of a task that would fail again: its command line or its input is bad. */
export const BAD_INPUT_EXIT_CODE = 2;
/** How often a task is run again before it counts as failed. */
export const MOST_RETRIES = 5;
