/** The progress of a long piece of work. */
export interface Progress {
  /** The name of the current stage, e.g. `features` or `boosting`. */
  readonly stage: string;
  /** The number of units that are finished. */
  readonly done: number;
  /** The number of units in this stage. */
  readonly total: number;
  /** The noun, in the plural, for the things that `done` and `total` count: `rows`, `trees`. */
  readonly unit: string;
  /** Further text to show with the progress, e.g. `3/200 networks, best accuracy 0.871`. */
  readonly note?: string;
}

/** A function that long work calls repeatedly with its progress. */
export type ProgressListener = (progress: Progress) => void;

/** Options of long work: how to follow its progress, and how to cancel it. */
export interface WorkOptions {
  /** Called repeatedly with the progress of the work. */
  readonly onProgress?: ProgressListener | undefined;
  /** Cancels the work: once this signal is aborted, the work ends with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
}
